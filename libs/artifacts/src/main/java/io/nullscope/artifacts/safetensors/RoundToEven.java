package io.nullscope.artifacts.safetensors;

/**
 * Rounding of the magnitude bits of a float; a carry runs into the exponent, which is just what
 * rounding up means.
 */
final class RoundToEven {

  private RoundToEven() {}

  /** Drops the lowest bits of a non-negative number, to the nearest, ties to even. */
  static int shiftRight(int magnitude, int bits) {
    int half = 1 << (bits - 1);
    int lowestKept = magnitude >>> bits & 1;
    return (magnitude + half - 1 + lowestKept) >>> bits;
  }
}
