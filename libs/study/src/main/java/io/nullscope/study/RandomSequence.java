package io.nullscope.study;

import java.util.random.RandomGenerator;

/**
 * The numbers of a {@link RandomStream} one after the other, for shuffles and samples. Not for use
 * by several threads. Bounded numbers, shuffles and samples are defined here rather than by the
 * Java platform, which may change how it makes them.
 */
public final class RandomSequence implements RandomGenerator {
  private final RandomStream stream;
  private long index;

  RandomSequence(RandomStream stream) {
    this.stream = stream;
  }

  @Override
  public long nextLong() {
    return stream.sequentialBits(index++);
  }

  @Override
  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  /** Uniform and strictly between 0 and 1. */
  @Override
  public double nextDouble() {
    return RandomStream.toUniform(nextLong());
  }

  @Override
  public double nextGaussian() {
    return NormalQuantile.of(nextDouble());
  }

  @Override
  public int nextInt(int bound) {
    return (int) nextBelow(bound);
  }

  @Override
  public long nextLong(long bound) {
    return nextBelow(bound);
  }

  /**
   * Uniform among 0 … bound - 1, without bias.
   *
   * @param bound at least 1
   */
  public long nextBelow(long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("the bound must be at least 1, but is " + bound);
    }
    // 63 bits, and the incomplete last run of `bound` values is thrown away.
    long limit = Long.MAX_VALUE - (Long.MAX_VALUE % bound + 1) % bound;
    long bits;
    do {
      bits = nextLong() >>> 1;
    } while (bits > limit);
    return bits % bound;
  }

  /** Brings the array into a random order, every order equally likely. */
  public void shuffle(int[] values) {
    for (int last = values.length - 1; last > 0; last--) {
      int other = nextInt(last + 1);
      int value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
  }

  /**
   * A uniform sample without replacement of 0 … population - 1, in random order. Memory and time
   * grow with the population.
   *
   * @param size from 0 to population
   */
  public int[] sample(int population, int size) {
    if (size < 0 || size > population) {
      throw new IllegalArgumentException(
          "cannot draw " + size + " of " + population + " without replacement");
    }
    int[] pool = new int[population];
    for (int i = 0; i < population; i++) {
      pool[i] = i;
    }
    int[] drawn = new int[size];
    for (int i = 0; i < size; i++) {
      int other = i + nextInt(population - i);
      drawn[i] = pool[other];
      pool[other] = pool[i];
    }
    return drawn;
  }
}
