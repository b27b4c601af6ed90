package io.nullscope.study;

/**
 * Intervals and verdicts.
 *
 * @param bootstrapResamples resamples of the cluster bootstrap
 * @param permutations permutations of the test of trained against each null
 * @param confidence level of the intervals, between 0 and 1
 * @param equivalenceMargin a difference whose whole interval lies within ± this margin counts as
 *     none
 */
public record StatisticsSpec(
    int bootstrapResamples, int permutations, double confidence, double equivalenceMargin) {
  public static final StatisticsSpec DEFAULT = new StatisticsSpec(1000, 2000, 0.95, 0.05);

  public StatisticsSpec {
    Require.atLeast(1, bootstrapResamples, "statistics.bootstrapResamples");
    Require.atLeast(1, permutations, "statistics.permutations");
    Require.positive(confidence, "statistics.confidence");
    Require.positive(1 - confidence, "1 - statistics.confidence");
    Require.between(0, Double.MAX_VALUE, equivalenceMargin, "statistics.equivalenceMargin");
  }
}
