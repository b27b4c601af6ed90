package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/**
 * A share of yes-or-no units, e.g. of latents that are alive.
 *
 * @param successes units that say yes
 * @param trials all units
 */
public record Proportion(long successes, long trials) {

  public Proportion {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "%d successes in %d trials are impossible".formatted(successes, trials));
    }
  }

  /** NaN without trials. */
  public double value() {
    return trials == 0 ? Double.NaN : (double) successes / trials;
  }

  /** Resampling n units with replacement gives a binomial number of successes. */
  double resampled(RandomGenerator random) {
    return (double) DiscreteSampler.binomial(trials, value(), random) / trials;
  }
}
