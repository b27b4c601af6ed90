package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Metrics that are means over latents, with intervals that resample latents. A latent without a
 * value for one of them is left out of it and of its n.
 */
final class LatentMeans {

  private final ClusterBootstrap bootstrap;
  private final RandomSource random;
  private final Map<String, MetricValue> metrics = new TreeMap<>();
  private final Map<String, UnitValues> units = new TreeMap<>();

  /**
   * @param random one generator for each metric id
   */
  LatentMeans(ClusterBootstrap bootstrap, RandomSource random) {
    this.bootstrap = bootstrap;
    this.random = random;
  }

  /**
   * Adds a metric.
   *
   * @param value NaN for a latent without one
   * @param why it is undefined when no latent has one
   */
  <T> void add(MetricId id, List<T> latents, ToDoubleFunction<T> value, String why) {
    double[] defined = latents.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray();
    if (defined.length == 0) {
      metrics.put(id.id(), MetricValue.undefined(0, why));
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

  Map<String, MetricValue> metrics() {
    return metrics;
  }

  /** The values of the latents, by metric. */
  Map<String, UnitValues> units() {
    return units;
  }
}
