package io.nullscope.metrics.application;

import io.nullscope.study.CellKey;
import io.nullscope.study.Scorer;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that decides the verdicts of a study. Equal requests have equal artifact ids, so a
 * study that is run again tests nothing anew.
 *
 * @param configuration settings and seeds, as a JSON tree
 * @param inputs ids of the artifacts that go in, by cell and role
 */
public record VerdictsRequest(Map<String, Object> configuration, Map<String, String> inputs) {

  public VerdictsRequest {
    configuration = Map.copyOf(configuration);
    inputs = Map.copyOf(inputs);
  }

  static VerdictsRequest of(StudySpec spec, Collection<CellRecord> cells) {
    StatisticsSpec statistics = spec.statistics();
    Map<String, String> inputs = new TreeMap<>();
    for (CellRecord cell : cells) {
      CellKey key = cell.key();
      cell.metricsIds().forEach((group, id) -> inputs.put(key.id() + "/" + group.id(), id));
      cell.latentsId().ifPresent(id -> inputs.put(key.id() + "/latents", id));
    }
    Map<String, Object> saes = new LinkedHashMap<>();
    spec.saes().forEach(sae -> saes.put(sae.name(), sae.nullOf().orElse("")));
    Map<String, Object> seeds = new LinkedHashMap<>();
    spec.saes().forEach(sae -> seeds.put(sae.name(), sae.seeds()));
    Map<String, Object> architectures = new LinkedHashMap<>();
    spec.saes().forEach(sae -> architectures.put(sae.name(), sae.architecture().id()));
    return new VerdictsRequest(
        Map.of(
            "saes", saes.keySet().stream().toList(),
            "nullSaes", saes,
            "architectures", architectures,
            "saeSeeds", seeds,
            "confidence", statistics.confidence(),
            "margins", new TreeMap<String, Object>(statistics.margins()),
            "variants", spec.variantKeys().stream().map(Object::toString).toList(),
            "step0Given", spec.model().hasStep0Checkpoint(),
            "scorers", spec.autointerp().scorers().stream().map(Scorer::id).sorted().toList()),
        inputs);
  }
}
