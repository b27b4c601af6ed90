package io.nullscope.autointerp.domain;

import java.util.Arrays;

/** The correlation of two series. */
public final class PearsonCorrelation {

  private PearsonCorrelation() {}

  /**
   * Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²), in double precision and two passes.
   *
   * @param x shape [n]
   * @param y shape [n]
   * @return from −1 to 1; NaN when one of the two is constant or empty
   */
  public static double of(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "%d and %d values cannot be correlated: give as many of both"
              .formatted(x.length, y.length));
    }
    if (isConstant(x) || isConstant(y)) {
      return Double.NaN;
    }
    double meanX = Arrays.stream(x).average().orElse(Double.NaN);
    double meanY = Arrays.stream(y).average().orElse(Double.NaN);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
  }

  /**
   * Whether all values are the same, or there are none. Asked of the values and not of their
   * variance, which rounding keeps from being 0.
   */
  public static boolean isConstant(double[] values) {
    return Arrays.stream(values).distinct().count() < 2;
  }
}
