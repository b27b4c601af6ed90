package io.nullscope.study;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Intervals and verdicts.
 *
 * @param bootstrapResamples resamples of the cluster bootstrap of a cell's intervals
 * @param confidence level of the intervals, between 0.5 and 1; tests are made at 1 − confidence
 * @param margins metric id to the difference that is too small to matter, on the metric's scale;
 *     metrics that are not named have margins of their own. Ascending by id
 */
public record StatisticsSpec(
    int bootstrapResamples, double confidence, Map<String, Double> margins) {
  public static final StatisticsSpec DEFAULT = new StatisticsSpec(1000, 0.95, Map.of());

  public StatisticsSpec {
    Require.atLeast(1, bootstrapResamples, "statistics.bootstrapResamples");
    Require.positive(confidence - 0.5, "statistics.confidence - 0.5");
    Require.positive(1 - confidence, "1 - statistics.confidence");
    margins = Collections.unmodifiableMap(new TreeMap<>(margins));
    margins.values().forEach(margin -> Require.positive(margin, "statistics.margins"));
  }
}
