package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A score as a function of another quantity, known at a few points: linear between neighbours, and
 * nothing outside of them. Immutable.
 */
public final class MeasuredCurve {

  private record Point(double x, double y) {}

  private final Point[] points;

  /**
   * @param x where it is known, at least one value, all finite; of equal ones the mean counts
   * @param y the score there
   */
  public MeasuredCurve(double[] x, double[] y) {
    Lengths.require("values of the score", x.length, y.length);
    if (x.length == 0) {
      throw new IllegalArgumentException("a curve needs a point");
    }
    points = new Point[x.length];
    for (int i = 0; i < x.length; i++) {
      points[i] = new Point(x[i], y[i]);
    }
    Arrays.sort(points, Comparator.comparingDouble(Point::x));
  }

  /** The score at x; NaN below the lowest and above the highest known point. */
  public double at(double x) {
    if (!(x >= points[0].x && x <= points[points.length - 1].x)) {
      return Double.NaN;
    }
    int above = 0;
    while (points[above].x < x) {
      above++;
    }
    if (points[above].x == x) {
      return meanAt(x);
    }
    double left = meanAt(points[above - 1].x);
    double right = meanAt(points[above].x);
    double share = (x - points[above - 1].x) / (points[above].x - points[above - 1].x);
    return left + share * (right - left);
  }

  private double meanAt(double x) {
    return Arrays.stream(points)
        .filter(point -> point.x == x)
        .mapToDouble(Point::y)
        .average()
        .orElseThrow();
  }
}
