package io.nullscope.study;

import java.util.Objects;

/**
 * A stream of random numbers that are a function of their index: any of them can be had alone, in
 * any order, from any thread, with the same result on every machine. Made by {@link Seed#stream}.
 * Immutable.
 */
public final class RandomStream {
  private static final int INDEXED = 0;
  private static final int SEQUENTIAL = 1;

  /**
   * Blocks drawn at once by {@link #fillGaussian}; small enough to stay in the first-level cache.
   */
  private static final int CHUNK = 512;

  private final int key0;
  private final int key1;

  RandomStream(long key) {
    this.key0 = (int) (key >>> 32);
    this.key1 = (int) key;
  }

  /** The i-th uniform number: strictly between 0 and 1, a multiple of 2^-53. */
  public double uniform(long index) {
    return toUniform(bits(index, INDEXED));
  }

  /** The i-th standard normal number: the normal quantile of {@link #uniform}. */
  public double gaussian(long index) {
    return NormalQuantile.of(uniform(index));
  }

  /**
   * Fills the array with normal numbers of this mean and standard deviation: {@code out[j]} is
   * number {@code from + j}.
   */
  public void fillGaussian(long from, float[] out, double mean, double standardDeviation) {
    fillGaussian(from, out, 0, out.length, mean, standardDeviation);
  }

  /**
   * Fills a range of the array: {@code out[offset + j]} is number {@code from + j}, for j from 0 to
   * length - 1.
   */
  public void fillGaussian(
      long from, float[] out, int offset, int length, double mean, double standardDeviation) {
    Objects.checkFromIndexSize(offset, length, out.length);
    // Whole blocks; short ranges, such as a head's columns in one row, take little.
    long[] bits = new long[length < CHUNK ? (length + 3) & ~1 : 2 * CHUNK];
    int done = 0;
    while (done < length) {
      long first = from + done;
      int skip = (int) (first & 1);
      long block = first >>> 1;
      int count = Math.min(length - done, bits.length - skip);
      int blocks = (skip + count + 1) >>> 1;
      for (int b = 0; b < blocks; b++) {
        long counter = block + b;
        Philox.block(key0, key1, (int) counter, (int) (counter >>> 32), 0, INDEXED, bits, 2 * b);
      }
      for (int j = 0; j < count; j++) {
        out[offset + done + j] =
            (float) (mean + standardDeviation * NormalQuantile.of(toUniform(bits[skip + j])));
      }
      done += count;
    }
  }

  /**
   * A new sequential view, always from the start. Its numbers are independent of the indexed ones.
   */
  public RandomSequence sequence() {
    return new RandomSequence(this);
  }

  long sequentialBits(long index) {
    return bits(index, SEQUENTIAL);
  }

  private long bits(long index, int purpose) {
    long block = index >>> 1;
    long[] out = new long[2];
    Philox.block(key0, key1, (int) block, (int) (block >>> 32), 0, purpose, out, 0);
    return out[(int) (index & 1)];
  }

  /** 52 bits and a half: never 0, never 1, and exact, so that 1 - u is exact too. */
  static double toUniform(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }
}
