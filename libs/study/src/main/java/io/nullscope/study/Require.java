package io.nullscope.study;

import java.util.HashSet;
import java.util.List;

/**
 * Invariants of the specification records, for code that builds them without {@link
 * StudySpecReader}.
 */
final class Require {
  private Require() {}

  static void atLeast(long minimum, long value, String path) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          path + " must be at least " + minimum + ", but is " + value);
    }
  }

  static void between(double low, double high, double value, String path) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          path + " must be from " + low + " to " + high + ", but is " + value);
    }
  }

  static void positive(double value, String path) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(path + " must be greater than 0, but is " + value);
    }
  }

  static <T> List<T> distinct(List<T> values, String path) {
    List<T> copy = List.copyOf(values);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException(path + " must not be empty");
    }
    if (new HashSet<>(copy).size() != copy.size()) {
      throw new IllegalArgumentException(path + " has duplicates: " + copy);
    }
    return copy;
  }
}
