package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.LatentValues;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RandomSource;
import io.nullscope.metrics.domain.RatioForm;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A per-latent metric of a variant over all its hook points and seeds: the mean over the latents of
 * all its SAEs of one configuration. The interval resamples those latents.
 */
public record VariantScore(String sae, VariantKind variant, MetricId metric, MetricValue value) {

  private record Group(String sae, VariantKind variant) {}

  /** Every metric that any latent of a variant has, in the order of {@link MetricId}. */
  static List<VariantScore> of(StudySpec spec, List<StudyResults.Cell> cells) {
    Map<Group, List<LatentValues>> groups = new LinkedHashMap<>();
    for (StudyResults.Cell cell : cells) {
      CellKey key = cell.record().key();
      List<LatentValues> latents =
          groups.computeIfAbsent(
              new Group(key.sae(), key.variant().kind()), group -> new ArrayList<>());
      cell.latents().forEach(latent -> latents.add(latent.values()));
    }
    ClusterBootstrap bootstrap =
        new ClusterBootstrap(
            spec.statistics().bootstrapResamples(), spec.statistics().confidence());
    RandomSource random = Draws.ofVariants(spec);
    List<VariantScore> scores = new ArrayList<>();
    groups.forEach(
        (group, latents) -> {
          SortedSet<MetricId> metrics = new TreeSet<>();
          latents.forEach(latent -> metrics.addAll(latent.values().keySet()));
          for (MetricId metric : metrics) {
            String stream = group.sae() + "/" + group.variant().id() + "/" + metric.id();
            MetricValue value = mean(latents, metric, bootstrap, random, stream);
            scores.add(new VariantScore(group.sae(), group.variant(), metric, value));
          }
        });
    return scores;
  }

  private static MetricValue mean(
      List<LatentValues> latents,
      MetricId metric,
      ClusterBootstrap bootstrap,
      RandomSource random,
      String stream) {
    double[] defined =
        latents.stream()
            .mapToDouble(latent -> latent.value(metric))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (defined.length == 0) {
      return MetricValue.undefined(0, "no latent of the variant has a value");
    }
    UnitValues units = UnitValues.of(defined);
    return MetricValue.of(
        units.metric(RatioForm.RATIO),
        bootstrap.ratio(units, RatioForm.RATIO, random.stream(stream)),
        defined.length);
  }
}
