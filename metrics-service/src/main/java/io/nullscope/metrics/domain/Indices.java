package io.nullscope.metrics.domain;

/** Indices that came from outside. */
final class Indices {

  private Indices() {}

  /**
   * Refuses an index that points nowhere.
   *
   * @param what whose index it is
   * @param of what it points into
   */
  static void require(String what, int index, int size, String of) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          "%s has index %s, but there are only %d %s"
              .formatted(what, Integer.toUnsignedString(index), size, of));
    }
  }
}
