package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Uniform choices that use only {@link RandomGenerator#nextLong()}, so that a seed gives the same
 * choice on every version of the JDK (the library's own bounded draws and shuffles are free to
 * change).
 */
public final class RandomChoice {

  private RandomChoice() {}

  /**
   * A number drawn uniformly from {@code 0 .. bound - 1}, by rejection: unbiased, under two draws
   * on average.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public static long below(RandomGenerator random, long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException(
          "cannot draw below " + bound + ": the bound must be positive");
    }
    if (bound == 1) {
      return 0;
    }
    long mask = -1L >>> Long.numberOfLeadingZeros(bound - 1);
    long draw = random.nextLong() & mask;
    while (draw >= bound) {
      draw = random.nextLong() & mask;
    }
    return draw;
  }

  /**
   * {@code count} distinct numbers from {@code 0 .. bound - 1}, ascending; every set of that size
   * is equally likely. Memory grows with {@code count} only (Floyd's algorithm, Bentley 1987).
   *
   * @throws IllegalArgumentException if {@code count} is negative or larger than {@code bound}
   */
  public static long[] distinct(RandomGenerator random, long bound, int count) {
    if (count < 0 || count > bound) {
      throw new IllegalArgumentException(
          "cannot choose " + count + " distinct numbers out of " + bound);
    }
    Set<Long> chosen = new HashSet<>(count * 2);
    for (long last = bound - count; last < bound; last++) {
      if (!chosen.add(below(random, last + 1))) {
        chosen.add(last);
      }
    }
    long[] ascending = chosen.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(ascending);
    return ascending;
  }

  /**
   * The numbers {@code 0 .. size - 1} in an order drawn uniformly from all orders (Fisher-Yates).
   */
  public static int[] permutation(RandomGenerator random, int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int other = (int) below(random, i + 1L);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /** The items in an order drawn uniformly from all orders. */
  public static <T> List<T> shuffled(RandomGenerator random, List<T> items) {
    return Arrays.stream(permutation(random, items.size())).<T>mapToObj(items::get).toList();
  }
}
