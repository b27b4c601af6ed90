package io.nullscope.metrics.domain;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Leaves out points of a ROC curve, one at a time, those first that change it least. Leaving out a
 * corner above the chord of its neighbours takes the triangle between them from the area, one below
 * adds it; of the smallest triangle of either kind that one goes which brings the area closest to
 * the whole curve's. So losses and gains cancel, and flat parts lose points before curved ones do.
 */
final class RocThinning {

  private final List<RocPoint> points;
  private final int[] previous;
  private final int[] next;
  private final double[] triangles;
  private final TreeSet<Integer> above;
  private final TreeSet<Integer> below;
  private double gained;

  private RocThinning(List<RocPoint> points) {
    this.points = points;
    this.previous = IntStream.range(0, points.size()).map(i -> i - 1).toArray();
    this.next = IntStream.range(0, points.size()).map(i -> i + 1).toArray();
    this.triangles = new double[points.size()];
    Comparator<Integer> smallest =
        Comparator.<Integer>comparingDouble(i -> Math.abs(triangles[i]))
            .thenComparing(Comparator.naturalOrder());
    this.above = new TreeSet<>(smallest);
    this.below = new TreeSet<>(smallest);
    IntStream.range(1, points.size() - 1).forEach(this::enter);
  }

  /** At most {@code limit} of the points, among them the first and the last. */
  static List<RocPoint> thin(List<RocPoint> points, int limit) {
    RocThinning thinning = new RocThinning(points);
    for (int size = points.size(); size > limit; size--) {
      thinning.leaveOutOne();
    }
    return IntStream.iterate(0, i -> i < points.size(), i -> thinning.next[i])
        .mapToObj(points::get)
        .toList();
  }

  private void leaveOutOne() {
    int corner = choose();
    kind(corner).remove(corner);
    gained -= triangles[corner];
    int before = previous[corner];
    int after = next[corner];
    next[before] = after;
    previous[after] = before;
    enterAgain(before);
    enterAgain(after);
  }

  private int choose() {
    if (above.isEmpty() || below.isEmpty()) {
      return above.isEmpty() ? below.first() : above.first();
    }
    double ifAbove = Math.abs(gained - triangles[above.first()]);
    double ifBelow = Math.abs(gained - triangles[below.first()]);
    return ifAbove <= ifBelow ? above.first() : below.first();
  }

  private void enterAgain(int corner) {
    if (corner > 0 && corner < points.size() - 1) {
      kind(corner).remove(corner);
      enter(corner);
    }
  }

  private void enter(int corner) {
    RocPoint a = points.get(previous[corner]);
    RocPoint b = points.get(corner);
    RocPoint c = points.get(next[corner]);
    triangles[corner] =
        ((c.falsePositiveRate() - a.falsePositiveRate())
                    * (b.truePositiveRate() - a.truePositiveRate())
                - (b.falsePositiveRate() - a.falsePositiveRate())
                    * (c.truePositiveRate() - a.truePositiveRate()))
            / 2;
    kind(corner).add(corner);
  }

  private TreeSet<Integer> kind(int corner) {
    return triangles[corner] >= 0 ? above : below;
  }
}
