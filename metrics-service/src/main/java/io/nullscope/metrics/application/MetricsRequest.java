package io.nullscope.metrics.application;

import io.nullscope.study.CellKey;
import io.nullscope.study.NegativeKind;
import io.nullscope.study.Scorer;
import io.nullscope.study.StudySpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that decides the values of a group of metrics of a cell. Equal requests have equal
 * artifact ids.
 *
 * @param configuration settings and seeds, as a JSON tree
 * @param inputs ids of the artifacts that go in, by role
 */
public record MetricsRequest(
    MetricGroup group, Map<String, Object> configuration, Map<String, String> inputs) {

  public MetricsRequest {
    configuration = Map.copyOf(configuration);
    inputs = Map.copyOf(inputs);
  }

  /**
   * Reconstruction metrics, and interventions on latents: variant, evaluation tokens, what of them
   * counts, and SAE.
   */
  public static MetricsRequest reconstruction(
      StudySpec spec,
      CellKey cell,
      String variantId,
      String tokensId,
      String positionsId,
      String saeId) {
    Map<String, Object> configuration = new TreeMap<>(statistics(spec, cell));
    if (spec.probes().enabled()) {
      configuration.put("probedLatents", (long) spec.probes().latents());
      configuration.put("probedWindows", (long) spec.probes().windows());
    }
    return new MetricsRequest(
        MetricGroup.RECONSTRUCTION,
        configuration,
        Map.of("variant", variantId, "tokens", tokensId, "positions", positionsId, "sae", saeId));
  }

  /** Interpretability metrics: scored latents. */
  public static MetricsRequest interpretability(StudySpec spec, CellKey cell, String latentsId) {
    Map<String, Object> configuration = new TreeMap<>(statistics(spec, cell));
    configuration.put(
        "scorers", spec.autointerp().scorers().stream().map(Scorer::id).sorted().toList());
    configuration.put("judge", spec.autointerp().judge().kind());
    configuration.put(
        "negativeKinds",
        spec.autointerp().negativeKinds().stream().map(NegativeKind::id).sorted().toList());
    return new MetricsRequest(
        MetricGroup.INTERPRETABILITY, configuration, Map.of("latents", latentsId));
  }

  /**
   * Metrics of an SAE beside those of other seeds.
   *
   * @param others their ids by seed
   */
  public static MetricsRequest dictionary(
      StudySpec spec, CellKey cell, String saeId, Map<Long, String> others) {
    Map<String, String> inputs = new TreeMap<>();
    inputs.put("sae", saeId);
    others.forEach((seed, id) -> inputs.put("sae/" + seed, id));
    return new MetricsRequest(MetricGroup.DICTIONARY, statistics(spec, cell), inputs);
  }

  /** The intervals depend on these; the cell names the random streams. */
  private static Map<String, Object> statistics(StudySpec spec, CellKey cell) {
    return Map.of(
        "bootstrapResamples",
        (long) spec.statistics().bootstrapResamples(),
        "confidence",
        spec.statistics().confidence(),
        "seed",
        spec.seed(),
        "cell",
        cell.id());
  }
}
