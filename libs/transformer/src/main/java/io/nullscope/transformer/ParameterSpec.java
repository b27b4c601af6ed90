package io.nullscope.transformer;

import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor that a model is made of.
 *
 * @param name name in the checkpoint
 * @param shape sizes of the axes; copied in and out, since arrays can be changed
 * @param role what it does
 * @param side which initialisation law it follows
 */
public record ParameterSpec(String name, long[] shape, TensorRole role, InitializationSide side) {

  public ParameterSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(side, "side");
    shape = shape.clone();
  }

  static ParameterSpec embedding(String name, long rows, long columns) {
    return new ParameterSpec(
        name, new long[] {rows, columns}, TensorRole.EMBEDDING, InitializationSide.INPUT_SIDE);
  }

  static ParameterSpec unembedding(String name, long rows, long columns) {
    return new ParameterSpec(
        name, new long[] {rows, columns}, TensorRole.UNEMBEDDING, InitializationSide.INPUT_SIDE);
  }

  static ParameterSpec gain(String name, long size) {
    return new ParameterSpec(
        name, new long[] {size}, TensorRole.NORM_GAIN, InitializationSide.NONE);
  }

  static ParameterSpec normBias(String name, long size) {
    return new ParameterSpec(
        name, new long[] {size}, TensorRole.NORM_BIAS, InitializationSide.NONE);
  }

  static ParameterSpec input(String name, long out, long in) {
    return new ParameterSpec(
        name, new long[] {out, in}, TensorRole.WEIGHT, InitializationSide.INPUT_SIDE);
  }

  static ParameterSpec output(String name, long out, long in) {
    return new ParameterSpec(
        name, new long[] {out, in}, TensorRole.WEIGHT, InitializationSide.OUTPUT_SIDE);
  }

  static ParameterSpec bias(String name, long size) {
    return new ParameterSpec(name, new long[] {size}, TensorRole.BIAS, InitializationSide.NONE);
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
    return new ParameterSpec(other, shape, role, side);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterSpec that
        && name.equals(that.name)
        && Arrays.equals(shape, that.shape)
        && role == that.role
        && side == that.side;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(shape), role, side);
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(name, Arrays.toString(shape), role, side);
  }
}
