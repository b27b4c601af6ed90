package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/**
 * Estimates an effect: bootstrap interval and two-sided permutation p-value (1 + extreme) / (1 +
 * permutations).
 *
 * <p>With m tests under Holm's adjustment, n permutations can never separate anything when m / (n +
 * 1) is above the level. So a test whose p-value is still small after the study's number of
 * permutations goes on to {@link #permutationsFor}; the others stop there, which saves most of the
 * work and keeps the p-value valid (what stops early has a p-value above twice the level).
 *
 * @param bootstrap resamples and confidence of the interval
 * @param permutations first round, for every test
 * @param allPermutations in the end, for a test that may matter; at least {@code permutations}
 */
public record EffectTest(ClusterBootstrap bootstrap, int permutations, int allPermutations) {

  public EffectTest {
    if (permutations < 1 || allPermutations < permutations) {
      throw new IllegalArgumentException(
          "permutations must be 1 <= %d <= %d".formatted(permutations, allPermutations));
    }
  }

  /**
   * Enough permutations that the smallest possible p-value is still below the level after Holm's
   * adjustment over so many tests, with a factor of two to spare.
   */
  public static int permutationsFor(int tests, double level, int atLeast) {
    return (int) Math.max(atLeast, Math.min(Integer.MAX_VALUE, Math.ceil(2.0 * tests / level)));
  }

  /** The estimate; the two generators are used for the interval and for the p-value. */
  public EffectEstimate estimate(
      Comparison comparison, RandomGenerator resampling, RandomGenerator permuting) {
    return estimate(comparison, resampling, permuting, () -> {});
  }

  /**
   * The same, which may take minutes.
   *
   * @param pause called before each draw; what it throws ends the test
   */
  public EffectEstimate estimate(
      Comparison comparison,
      RandomGenerator resampling,
      RandomGenerator permuting,
      Runnable pause) {
    double effect = comparison.effect();
    if (Double.isNaN(effect)) {
      return EffectEstimate.UNDEFINED;
    }
    double[] draws = new double[bootstrap.resamples()];
    for (int r = 0; r < draws.length; r++) {
      pause.run();
      draws[r] = comparison.resampled(resampling);
    }
    Interval interval = Interval.percentile(draws, bootstrap.confidence());
    return new EffectEstimate(
        comparison.trainedValue(),
        effect,
        interval.low(),
        interval.high(),
        pValue(comparison, effect, permuting, pause));
  }

  private double pValue(
      Comparison comparison, double effect, RandomGenerator random, Runnable pause) {
    // Sums in another order differ in the last bits: an equal arrangement must count as equal.
    double threshold = Math.abs(effect) * (1 - 1e-9) - 1e-12;
    long extreme = extreme(comparison, permutations, threshold, random, pause);
    double p = (1.0 + extreme) / (1.0 + permutations);
    if (p > 2 * (1 - bootstrap.confidence()) || allPermutations == permutations) {
      return p;
    }
    extreme += extreme(comparison, allPermutations - permutations, threshold, random, pause);
    return (1.0 + extreme) / (1.0 + allPermutations);
  }

  private static long extreme(
      Comparison comparison, int times, double threshold, RandomGenerator random, Runnable pause) {
    long count = 0;
    for (int i = 0; i < times; i++) {
      pause.run();
      double permuted = comparison.permuted(random);
      // A rearrangement on which the metric has no value speaks for the null.
      if (Double.isNaN(permuted) || Math.abs(permuted) >= threshold) {
        count++;
      }
    }
    return count;
  }
}
