package io.nullscope.metrics.domain;

import java.util.Arrays;

/** Area under the ROC curve as the Mann-Whitney statistic with mid-ranks for ties. */
public final class Auroc {

  private Auroc() {}

  /**
   * The share of (positive, negative) pairs in which the positive has the higher score; ties count
   * one half.
   *
   * @return NaN when a class is empty
   */
  public static double of(double[] positives, double[] negatives) {
    double pairs = (double) positives.length * negatives.length;
    return pairs == 0 ? Double.NaN : wins(sorted(positives), sorted(negatives)) / pairs;
  }

  /**
   * In how many pairs the positive has the higher score; ties count one half.
   *
   * @param high scores of the positives, {@link #sorted}
   * @param low scores of the negatives, sorted
   */
  static double wins(double[] high, double[] low) {
    double wins = 0;
    int below = 0;
    int notAbove = 0;
    for (double score : high) {
      while (below < low.length && low[below] < score) {
        below++;
      }
      notAbove = Math.max(notAbove, below);
      while (notAbove < low.length && low[notAbove] <= score) {
        notAbove++;
      }
      wins += below + 0.5 * (notAbove - below);
    }
    return wins;
  }

  /** A sorted copy without negative zeros, which sort below zeros but are equal to them. */
  static double[] sorted(double[] scores) {
    double[] copy = new double[scores.length];
    for (int i = 0; i < copy.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException(
            "score %d is NaN; mark the judgement as failed instead".formatted(i));
      }
      copy[i] = scores[i] + 0.0;
    }
    Arrays.sort(copy);
    return copy;
  }
}
