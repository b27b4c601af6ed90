package io.nullscope.artifacts.safetensors;

/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
public final class Float16 {

  private static final int EXPONENT_MASK = 0x7c00;
  private static final int FRACTION_MASK = 0x03ff;
  private static final int FRACTION_BITS = 10;

  /** Difference of the exponent biases: 127 - 15. */
  private static final int BIAS_DIFFERENCE = 112;

  private static final float SUBNORMAL_UNIT = 0x1p-24f;

  /**
   * The midpoint between the largest half (65504) and the next one that does not exist: rounds to
   * infinity.
   */
  private static final float OVERFLOW = 65520f;

  private static final float SMALLEST_NORMAL = 0x1p-14f;

  private Float16() {}

  /** The float of the same value; NaN keeps its sign and payload. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half & EXPONENT_MASK) >>> FRACTION_BITS;
    int fraction = half & FRACTION_MASK;
    if (exponent == 0) {
      float magnitude = fraction * SUBNORMAL_UNIT;
      return sign == 0 ? magnitude : -magnitude;
    }
    int floatExponent = exponent == 0x1f ? 0xff : exponent + BIAS_DIFFERENCE;
    return Float.intBitsToFloat(sign | floatExponent << 23 | fraction << 13);
  }

  /** The nearest half, ties to even; too large becomes infinity, too small zero, NaN stays NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      // The top payload bits survive; the quiet bit keeps a payload of low bits from becoming
      // infinity.
      return (short) (sign | EXPONENT_MASK | 0x0200 | bits >>> 13 & FRACTION_MASK);
    }
    if (magnitude >= OVERFLOW) {
      return (short) (sign | EXPONENT_MASK);
    }
    if (magnitude < SMALLEST_NORMAL) {
      // Exact scaling; rint rounds ties to even. 1024 units are the smallest normal number, whose
      // bits fit.
      return (short) (sign | (int) Math.rint(magnitude / SUBNORMAL_UNIT));
    }
    int rebased = (bits & 0x7fffffff) - (BIAS_DIFFERENCE << 23);
    return (short) (sign | RoundToEven.shiftRight(rebased, 13));
  }
}
