package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/**
 * One metric, trained against one null, over one hook point or several (then the mean over hook
 * points of the differences).
 */
public sealed interface Comparison
    permits DocumentComparison, LatentComparison, PooledAurocComparison, ProportionComparison {

  /** Mean over hook points of the trained arm's value. */
  double trainedValue();

  /** Mean over hook points of trained - null. */
  double effect();

  /** The effect on a bootstrap resample of the units. */
  double resampled(RandomGenerator random);

  /** The effect after the units were dealt out again as if the variant made no difference. */
  double permuted(RandomGenerator random);
}
