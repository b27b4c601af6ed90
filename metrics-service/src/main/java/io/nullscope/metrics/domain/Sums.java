package io.nullscope.metrics.domain;

/** Plain left-to-right float64 sums: the same order, hence the same bits, on every machine. */
final class Sums {

  private Sums() {}

  static double of(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** NaN for an empty array. */
  static double mean(double[] values) {
    return values.length == 0 ? Double.NaN : of(values) / values.length;
  }
}
