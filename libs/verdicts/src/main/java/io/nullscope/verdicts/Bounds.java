package io.nullscope.verdicts;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The two ends of an interval.
 *
 * @param low lower end
 * @param high upper end
 */
public record Bounds(double low, double high) {

  /** Around a normal value of known variance. */
  public static Bounds around(double centre, double variance, double confidence) {
    double quantile = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
    double half = quantile * Math.sqrt(variance);
    return new Bounds(centre - half, centre + half);
  }

  /** Whether the whole interval lies in [−margin, margin]. */
  public boolean within(double margin) {
    return low >= -margin && high <= margin;
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
