package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What interventions on sampled latents of an SAE show. Intervals resample latents. */
public final class ProbeMetrics {

  private static final String NONE =
      "no latent fires where all distances lead to positions that count";

  private ProbeMetrics() {}

  /**
   * The metrics of one SAE. A latent without a value for one of them is left out of it and of its
   * n.
   *
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      List<ProbedLatent> latents, ClusterBootstrap bootstrap, RandomSource random) {
    LatentMeans means = new LatentMeans(bootstrap, random);
    means.add(
        MetricId.DOWNSTREAM_EFFECT_OVER_RANDOM,
        latents,
        ProbedLatent::effectOverRandom,
        why(latents, "ablating latents, or random vectors in their place, changes no prediction"));
    means.add(
        MetricId.DOWNSTREAM_EFFECT,
        latents,
        ProbedLatent::effect,
        why(latents, "ablating latents changes no prediction"));
    means.add(
        MetricId.CONTEXT_REACH,
        latents,
        ProbedLatent::reach,
        why(latents, "replacing tokens changes no latent, or windows have fewer than 4 tokens"));
    return new CellMetrics(
        means.metrics(), Map.of(), Optional.empty(), Optional.empty(), means.units());
  }

  private static String why(List<ProbedLatent> latents, String unchanged) {
    return latents.isEmpty() ? NONE : unchanged;
  }
}
