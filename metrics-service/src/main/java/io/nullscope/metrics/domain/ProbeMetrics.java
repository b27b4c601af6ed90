package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What interventions on sampled latents of an SAE show. Intervals resample latents. */
public final class ProbeMetrics {

  private final List<ProbedLatent> latents;
  private final ClusterBootstrap bootstrap;
  private final RandomSource random;
  private final Map<String, MetricValue> metrics = new TreeMap<>();
  private final Map<String, UnitValues> units = new TreeMap<>();

  private ProbeMetrics(
      List<ProbedLatent> latents, ClusterBootstrap bootstrap, RandomSource random) {
    this.latents = latents;
    this.bootstrap = bootstrap;
    this.random = random;
  }

  /**
   * The metrics of one SAE. A latent without a value for one of them is left out of it and of its
   * n.
   *
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      List<ProbedLatent> latents, ClusterBootstrap bootstrap, RandomSource random) {
    ProbeMetrics group = new ProbeMetrics(latents, bootstrap, random);
    group.mean(
        MetricId.DOWNSTREAM_EFFECT_OVER_RANDOM,
        ProbedLatent::effectOverRandom,
        "ablating latents, or random vectors in their place, changes no prediction");
    group.mean(
        MetricId.DOWNSTREAM_EFFECT, ProbedLatent::effect, "ablating latents changes no prediction");
    group.mean(
        MetricId.CONTEXT_REACH,
        ProbedLatent::reach,
        "replacing tokens changes no latent, or windows have fewer than 4 tokens");
    return new CellMetrics(
        group.metrics, Map.of(), Optional.empty(), Optional.empty(), group.units);
  }

  private void mean(MetricId id, ToDoubleFunction<ProbedLatent> value, String why) {
    double[] defined = latents.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray();
    if (defined.length == 0) {
      String none = "no latent fires where all distances lead to positions that count";
      metrics.put(id.id(), MetricValue.undefined(0, latents.isEmpty() ? none : why));
      return;
    }
    UnitValues values = UnitValues.of(defined);
    metrics.put(
        id.id(),
        MetricValue.of(
            values.metric(RatioForm.RATIO),
            bootstrap.ratio(values, RatioForm.RATIO, random.stream(id.id())),
            defined.length));
    units.put(id.id(), values);
  }
}
