package io.nullscope.metrics.domain;

import java.util.Arrays;

/**
 * A confidence interval; both ends are NaN when it is undefined.
 *
 * @param low lower end
 * @param high upper end
 */
public record Interval(double low, double high) {

  public static final Interval UNDEFINED = new Interval(Double.NaN, Double.NaN);

  public boolean defined() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /**
   * The percentile interval of bootstrap draws (linear interpolation between order statistics,
   * Hyndman and Fan's type 7). Draws on which the statistic is undefined are left out; when they
   * are more than half, the interval is undefined too.
   */
  static Interval percentile(double[] draws, double confidence) {
    double[] defined = Arrays.stream(draws).filter(draw -> !Double.isNaN(draw)).sorted().toArray();
    if (defined.length == 0 || defined.length < draws.length / 2.0) {
      return UNDEFINED;
    }
    double tail = (1 - confidence) / 2;
    return new Interval(quantile(defined, tail), quantile(defined, 1 - tail));
  }

  private static double quantile(double[] sorted, double probability) {
    double position = probability * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
