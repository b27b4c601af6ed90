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
