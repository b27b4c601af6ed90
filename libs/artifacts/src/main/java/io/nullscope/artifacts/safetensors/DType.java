package io.nullscope.artifacts.safetensors;

import java.util.Arrays;
import java.util.Optional;

/** Element types of safetensors files; the names are those of the format. */
public enum DType {
  F64(8),
  F32(4),
  F16(2),
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element. */
  public int bytes() {
    return bytes;
  }

  /**
   * Size of a tensor.
   *
   * @throws ArithmeticException when it does not fit into 63 bits
   */
  long bytes(long[] shape) {
    long total = bytes;
    for (long size : shape) {
      total = Math.multiplyExact(total, size);
    }
    return total;
  }

  /** True for the types that {@link SafetensorsReader#toFloats} accepts. */
  public boolean isFloatingPoint() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /** The type of that name, or empty when it is unknown here. */
  static Optional<DType> named(String name) {
    return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
  }
}
