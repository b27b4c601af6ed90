package io.nullscope.metrics.domain;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts by reason. */
final class Counts {

  private Counts() {}

  static SortedMap<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    SortedMap<String, Long> sum = new TreeMap<>(one);
    other.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return sum;
  }
}
