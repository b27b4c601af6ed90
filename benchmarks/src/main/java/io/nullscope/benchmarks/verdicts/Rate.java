package io.nullscope.benchmarks.verdicts;

import java.util.Locale;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How often something happened.
 *
 * @param hits at most {@code of}
 */
record Rate(int hits, int of) {

  static final Rate NONE = new Rate(0, 0);

  Rate and(boolean hit) {
    return new Rate(hits + (hit ? 1 : 0), of + 1);
  }

  double share() {
    return (double) hits / of;
  }

  /** Lower end of the exact binomial interval (Clopper and Pearson 1934). */
  double low(double confidence) {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, of - hits + 1)
            .inverseCumulativeProbability((1 - confidence) / 2);
  }

  /** Upper end of it. */
  double high(double confidence) {
    return hits == of
        ? 1
        : BetaDistribution.of(hits + 1, of - hits).inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** Such as "3/60 0.05 [0.01, 0.14]". */
  @Override
  public String toString() {
    return of == 0
        ? "–"
        : String.format(
            Locale.ROOT, "%d/%d %.2f [%.2f, %.2f]", hits, of, share(), low(0.95), high(0.95));
  }
}
