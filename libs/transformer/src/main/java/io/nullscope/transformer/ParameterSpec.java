package io.nullscope.transformer;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A tensor that a model is made of.
 *
 * @param name name in the checkpoint
 * @param shape sizes of the axes; copied in and out, since arrays can be changed
 * @param depth where the forward pass meets it first: 0 before the blocks, n + 1 in block n, L + 1
 *     after them
 * @param role what it does
 * @param side which initialisation law it follows
 * @param outputAxis the axis of a linear map's outputs: 0 in a matrix [out, in] or a vector, 1 in a
 *     matrix [in, out]
 * @param heads present where rows, columns or entries belong to attention heads
 */
public record ParameterSpec(
    String name,
    long[] shape,
    int depth,
    TensorRole role,
    InitializationSide side,
    int outputAxis,
    Optional<HeadLayout> heads) {

  public ParameterSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(heads, "heads");
    shape = shape.clone();
  }

  private ParameterSpec(
      String name, TensorRole role, InitializationSide side, int outputAxis, long... shape) {
    this(name, shape, 0, role, side, outputAxis, Optional.empty());
  }

  static ParameterSpec embedding(String name, long rows, long columns) {
    return new ParameterSpec(
        name, TensorRole.EMBEDDING, InitializationSide.INPUT_SIDE, 0, rows, columns);
  }

  static ParameterSpec positionEmbedding(String name, long rows, long columns) {
    return new ParameterSpec(
        name, TensorRole.POSITION_EMBEDDING, InitializationSide.INPUT_SIDE, 0, rows, columns);
  }

  static ParameterSpec unembedding(String name, long rows, long columns) {
    return new ParameterSpec(
        name, TensorRole.UNEMBEDDING, InitializationSide.INPUT_SIDE, 0, rows, columns);
  }

  static ParameterSpec gain(String name, long size) {
    return new ParameterSpec(name, TensorRole.NORM_GAIN, InitializationSide.NONE, 0, size);
  }

  static ParameterSpec normBias(String name, long size) {
    return new ParameterSpec(name, TensorRole.NORM_BIAS, InitializationSide.NONE, 0, size);
  }

  /** A matrix that reads the residual stream or what a block computes from it. */
  static ParameterSpec input(String name, long out, long in) {
    return new ParameterSpec(name, TensorRole.WEIGHT, InitializationSide.INPUT_SIDE, 0, out, in);
  }

  /** A matrix that writes into the residual stream. */
  static ParameterSpec output(String name, long out, long in) {
    return new ParameterSpec(name, TensorRole.WEIGHT, InitializationSide.OUTPUT_SIDE, 0, out, in);
  }

  static ParameterSpec bias(String name, long size) {
    return new ParameterSpec(name, TensorRole.BIAS, InitializationSide.NONE, 0, size);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The same tensor under another name. */
  ParameterSpec named(String other) {
    return new ParameterSpec(other, shape, depth, role, side, outputAxis, heads);
  }

  ParameterSpec at(int other) {
    return new ParameterSpec(name, shape, other, role, side, outputAxis, heads);
  }

  ParameterSpec with(HeadLayout layout) {
    return new ParameterSpec(name, shape, depth, role, side, outputAxis, Optional.of(layout));
  }

  /** The same matrix stored as [in, out]. */
  ParameterSpec transposed() {
    return new ParameterSpec(
        name, new long[] {shape[1], shape[0]}, depth, role, side, 1 - outputAxis, heads);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSpec that
        && name.equals(that.name)
        && Arrays.equals(shape, that.shape)
        && depth == that.depth
        && role == that.role
        && side == that.side
        && outputAxis == that.outputAxis
        && heads.equals(that.heads);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(shape), depth, role, side, outputAxis, heads);
  }

  @Override
  public String toString() {
    return "%s %s %s %s at depth %d".formatted(name, Arrays.toString(shape), role, side, depth);
  }
}
