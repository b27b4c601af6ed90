package io.nullscope.metrics.domain;

/** Checks that columns belong together. */
final class Lengths {

  private Lengths() {}

  static void require(String what, long expected, long actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(
          "%s must have length %d, has %d".formatted(what, expected, actual));
    }
  }
}
