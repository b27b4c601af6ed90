package io.nullscope.metrics.application;

import java.util.List;
import java.util.OptionalInt;

/**
 * A part of a list.
 *
 * @param next offset of the next page; empty on the last one
 */
public record Page<T>(List<T> items, OptionalInt next) {

  /** Items [offset, offset + size) of a list; empty beyond its end. */
  public static <T> Page<T> of(List<T> all, int offset, int size) {
    int from = Math.min(offset, all.size());
    int to = (int) Math.min((long) from + size, all.size());
    return new Page<>(
        List.copyOf(all.subList(from, to)),
        to < all.size() ? OptionalInt.of(to) : OptionalInt.empty());
  }

  /** The same page of a list that begins so many items earlier. */
  Page<T> shifted(int offset) {
    return new Page<>(
        items, next.isPresent() ? OptionalInt.of(next.getAsInt() + offset) : OptionalInt.empty());
  }
}
