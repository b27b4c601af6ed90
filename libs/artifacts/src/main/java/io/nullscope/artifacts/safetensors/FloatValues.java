package io.nullscope.artifacts.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Stored floating-point values as float32. */
public final class FloatValues {

  private FloatValues() {}

  /**
   * Converts all values of a buffer; F64 values are rounded.
   *
   * @param bytes little-endian values, from position to limit
   * @throws IllegalArgumentException when the type is not F64, F32, F16 or BF16
   */
  public static float[] of(DType dtype, ByteBuffer bytes) {
    float[] values = new float[bytes.remaining() / dtype.bytes()];
    copy(dtype, bytes, values);
    return values;
  }

  /**
   * The first value that is not a finite float32: NaN, infinite, or an F64 value beyond its range.
   *
   * @param bytes little-endian values, from position to limit; left as it was
   * @return its place from the position on, or -1
   * @throws IllegalArgumentException when the type is not F64, F32, F16 or BF16
   */
  public static int firstNotFinite(DType dtype, ByteBuffer bytes) {
    ByteBuffer little = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    int width = dtype.bytes();
    for (int at = 0; at < little.limit(); at += width) {
      boolean finite =
          switch (dtype) {
            case F32 -> (~little.getInt(at) & 0x7f800000) != 0;
            case F16 -> (~little.getShort(at) & 0x7c00) != 0;
            case BF16 -> (~little.getShort(at) & 0x7f80) != 0;
            case F64 -> Float.isFinite((float) little.getDouble(at));
            default -> throw new IllegalArgumentException(dtype + " is not a floating-point type");
          };
      if (!finite) {
        return at / width;
      }
    }
    return -1;
  }

  /**
   * Converts as many values as the array holds; F64 values are rounded.
   *
   * @param bytes little-endian values, from the position on
   * @throws IllegalArgumentException when the type is not F64, F32, F16 or BF16
   */
  public static void copy(DType dtype, ByteBuffer bytes, float[] values) {
    if (!dtype.isFloatingPoint()) {
      throw new IllegalArgumentException(dtype + " is not a floating-point type");
    }
    ByteBuffer little = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case F32 -> little.asFloatBuffer().get(values);
      case F64 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) little.getDouble(i * Double.BYTES);
        }
      }
      case F16 -> {
        ShortBuffer halves = little.asShortBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = Float16.toFloat(halves.get(i));
        }
      }
      default -> {
        ShortBuffer halves = little.asShortBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = BFloat16.toFloat(halves.get(i));
        }
      }
    }
  }
}
