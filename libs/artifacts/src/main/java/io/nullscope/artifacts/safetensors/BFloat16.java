package io.nullscope.artifacts.safetensors;

/** bfloat16: the upper half of an IEEE 754 float, with 8 exponent and 7 fraction bits. */
public final class BFloat16 {

  private BFloat16() {}

  /** The float of the same value. */
  public static float toFloat(short bfloat) {
    return Float.intBitsToFloat(bfloat << 16);
  }

  /** The nearest bfloat16, ties to even; too large becomes infinity, NaN stays NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      // Rounding could carry a NaN into infinity or zero: cut off and keep it quiet.
      return (short) (bits >>> 16 | 0x0040);
    }
    return (short) (bits >>> 31 << 15 | RoundToEven.shiftRight(bits & 0x7fffffff, 16));
  }
}
