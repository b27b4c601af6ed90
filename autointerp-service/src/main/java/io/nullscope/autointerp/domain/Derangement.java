package io.nullscope.autointerp.domain;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Permutations that leave nothing in its place. */
public final class Derangement {

  private Derangement() {}

  /**
   * Draws uniformly from all derangements of {@code 0 .. size - 1}, by rejection: a permutation is
   * one with probability about 1 / e, so under three are drawn on average.
   *
   * @throws IllegalArgumentException if the size is below 2, when there is none
   */
  public static int[] draw(RandomGenerator random, int size) {
    if (size < 2) {
      throw new IllegalArgumentException(
          "no permutation of %d items leaves none in its place: at least two are needed"
              .formatted(size));
    }
    int[] order = RandomChoice.permutation(random, size);
    while (hasFixedPoint(order)) {
      order = RandomChoice.permutation(random, size);
    }
    return order;
  }

  private static boolean hasFixedPoint(int[] order) {
    return IntStream.range(0, order.length).anyMatch(i -> order[i] == i);
  }
}
