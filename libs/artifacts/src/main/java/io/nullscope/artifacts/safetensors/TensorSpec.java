package io.nullscope.artifacts.safetensors;

import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor that is going to be written.
 *
 * @param shape sizes of the axes, row-major; empty for a scalar. Copied in and out, since arrays
 *     can be changed
 */
public record TensorSpec(String name, DType dtype, long... shape) {

  public TensorSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dtype, "dtype");
    shape = shape.clone();
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException(
          "A tensor cannot be named " + name + ": the format reserves that name");
    }
    if (Arrays.stream(shape).anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "Tensor \"" + name + "\" has a negative size: " + Arrays.toString(shape));
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Size in bytes. */
  public long bytes() {
    return dtype.bytes(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec that
        && name.equals(that.name)
        && dtype == that.dtype
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, dtype, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return "%s %s%s".formatted(name, dtype, Arrays.toString(shape));
  }
}
