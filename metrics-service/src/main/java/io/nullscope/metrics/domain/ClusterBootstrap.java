package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Percentile intervals by resampling whole clusters with replacement: documents for token metrics,
 * latents for interpretability metrics. Resampling tokens or judgements instead would treat
 * dependent observations as independent and give intervals that are far too narrow.
 *
 * @param resamples number of draws
 * @param confidence e.g. 0.95
 */
public record ClusterBootstrap(int resamples, double confidence) {

  public ClusterBootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples must be at least 1, got " + resamples);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
    }
  }

  /** A statistic of a resample, given how often each cluster was drawn. */
  @FunctionalInterface
  public interface Statistic {
    double of(int[] multiplicities);
  }

  /** The interval of any statistic of {@code clusters} clusters; undefined for fewer than two. */
  public Interval interval(int clusters, Statistic statistic, RandomGenerator random) {
    if (clusters < 2) {
      return Interval.UNDEFINED;
    }
    double[] draws = new double[resamples];
    int[] multiplicities = new int[clusters];
    for (int r = 0; r < resamples; r++) {
      draw(multiplicities, random);
      draws[r] = statistic.of(multiplicities);
    }
    return Interval.percentile(draws, confidence);
  }

  /** The interval of a ratio of sums over units. */
  public Interval ratio(UnitValues units, RatioForm form, RandomGenerator random) {
    return interval(
        units.size(),
        multiplicities -> {
          double values = 0;
          double weights = 0;
          for (int i = 0; i < multiplicities.length; i++) {
            values += multiplicities[i] * units.value(i);
            weights += multiplicities[i] * units.weight(i);
          }
          return weights == 0 ? Double.NaN : form.of(values, weights);
        },
        random);
  }

  /** The interval of the AUROC over the pooled examples of latents. */
  public Interval pooledAuroc(List<LatentExamples> latents, RandomGenerator random) {
    PooledAuroc pooled = new PooledAuroc(latents);
    return interval(latents.size(), pooled::resampled, random);
  }

  /** The interval of a share of independent yes-or-no units. */
  public Interval proportion(Proportion proportion, RandomGenerator random) {
    if (proportion.trials() < 2) {
      return Interval.UNDEFINED;
    }
    double[] draws = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      draws[r] = proportion.resampled(random);
    }
    return Interval.percentile(draws, confidence);
  }

  /** Fills in how often each cluster comes up in as many draws with replacement. */
  static void draw(int[] multiplicities, RandomGenerator random) {
    Arrays.fill(multiplicities, 0);
    for (int i = 0; i < multiplicities.length; i++) {
      multiplicities[random.nextInt(multiplicities.length)]++;
    }
  }
}
