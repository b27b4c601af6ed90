package io.nullscope.metrics.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * A ROC curve from (0, 0) to (1, 1). Tied scores give one slanted segment, so that the area under
 * the polygon is the AUROC with mid-ranks.
 *
 * @param points at most {@link #MAX_POINTS}, both rates never falling; empty when a class is empty
 */
public record RocCurve(List<RocPoint> points) {

  /**
   * More points than this are thinned out: nobody sees them, and results stay small. The area under
   * those that stay is the AUROC to 1e-4.
   */
  public static final int MAX_POINTS = 200;

  public RocCurve {
    points = List.copyOf(points);
  }

  /** The curve of these scores, thinned out to {@link #MAX_POINTS}. */
  public static RocCurve of(double[] positives, double[] negatives) {
    return new RocCurve(RocThinning.thin(exact(positives, negatives), MAX_POINTS));
  }

  /** One point for each distinct score, from the highest score down. */
  static List<RocPoint> exact(double[] positives, double[] negatives) {
    if (positives.length == 0 || negatives.length == 0) {
      return List.of();
    }
    double[] high = Auroc.sorted(positives);
    double[] low = Auroc.sorted(negatives);
    int truePositives = 0;
    int falsePositives = 0;
    List<RocPoint> points = new ArrayList<>();
    points.add(new RocPoint(0, 0));
    while (truePositives < high.length || falsePositives < low.length) {
      double threshold =
          Math.max(
              next(high, truePositives), // the highest score that is not passed yet
              next(low, falsePositives));
      while (next(high, truePositives) == threshold && truePositives < high.length) {
        truePositives++;
      }
      while (next(low, falsePositives) == threshold && falsePositives < low.length) {
        falsePositives++;
      }
      points.add(
          new RocPoint((double) falsePositives / low.length, (double) truePositives / high.length));
    }
    return points;
  }

  private static double next(double[] ascending, int taken) {
    return taken < ascending.length
        ? ascending[ascending.length - 1 - taken]
        : Double.NEGATIVE_INFINITY;
  }
}
