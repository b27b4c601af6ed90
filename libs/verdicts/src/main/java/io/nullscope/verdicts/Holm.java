package io.nullscope.verdicts;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's step-down adjustment: controls the chance of any false claim in a family of tests. */
public final class Holm {

  private Holm() {}

  /**
   * Adjusted p-values in the order of the input. NaN (a test that could not be made) stays NaN and
   * does not count as a test.
   */
  public static double[] adjust(double[] pValues) {
    double[] adjusted = pValues.clone();
    List<Integer> order =
        IntStream.range(0, pValues.length)
            .filter(i -> !Double.isNaN(pValues[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .toList();
    double running = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int test = order.get(rank);
      running = Math.max(running, (order.size() - rank) * pValues[test]);
      adjusted[test] = Math.min(1, running);
    }
    return adjusted;
  }
}
