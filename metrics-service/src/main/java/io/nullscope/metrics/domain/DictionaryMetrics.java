package io.nullscope.metrics.domain;

import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How far SAEs that differ in their seed alone find the same directions. The interval resamples
 * latents.
 */
public final class DictionaryMetrics {

  private DictionaryMetrics() {}

  /**
   * The metrics of one SAE.
   *
   * @param likeness what each latent has in common with the others
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      DictionaryLikeness likeness, ClusterBootstrap bootstrap, RandomSource random) {
    UnitValues values = UnitValues.of(likeness.largestCosines());
    String id = MetricId.DICTIONARY_STABILITY.id();
    RandomGenerator stream = random.stream(id);
    double untrained = RandomDirections.expectedLargestCosine(likeness.latents(), likeness.width());
    return new CellMetrics(
        Map.of(
            id,
            MetricValue.of(
                values.metric(RatioForm.RATIO),
                bootstrap.ratio(values, RatioForm.RATIO, stream),
                values.size()),
            MetricId.DICTIONARY_STABILITY_UNTRAINED.id(),
            new MetricValue(untrained, untrained, untrained, likeness.latents(), "")),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(id, values));
  }
}
