package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/** Fisher-Yates, written out so that the order of draws never changes with the JDK. */
final class Shuffle {

  private Shuffle() {}

  static void ints(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  static int[] identity(int size) {
    int[] values = new int[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }
}
