package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.InterpretabilityMetrics;
import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Panel;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what comparisons between variants need, from what the steps of the cells have made. */
public final class UnitsReader {

  private final Artifacts artifacts;
  private final Panel panel;

  /**
   * @param panel of the study
   */
  public UnitsReader(Artifacts artifacts, Panel panel) {
    this.artifacts = artifacts;
    this.panel = panel;
  }

  /**
   * One cell.
   *
   * @param metricsIds artifact ids of the groups of metrics that there are
   * @param scored its scored latents; empty when there are none
   */
  public CellUnits read(
      CellKey key, Map<MetricGroup, String> metricsIds, Optional<ScoredLatents> scored) {
    Map<String, MetricValue> metrics = new TreeMap<>();
    Map<String, UnitValues> units = new TreeMap<>();
    Optional<CellPositions> positions = Optional.empty();
    for (Map.Entry<MetricGroup, String> group : metricsIds.entrySet()) {
      CellMetrics made = artifacts.cellMetrics(group.getKey(), group.getValue());
      metrics.putAll(made.metrics());
      units.putAll(made.units());
      positions = positions.or(made::positions);
    }
    Map<String, List<LatentExamples>> examples = new TreeMap<>();
    scored.ifPresent(
        latents -> {
          for (String scorer : panel.scorers()) {
            examples.put(
                scorer, InterpretabilityMetrics.examples(latents.latents(), panel, scorer));
          }
        });
    return new CellUnits(key, metrics, positions, units, examples);
  }

  /**
   * Entropy of the evaluation text that all cells share, in nats; NaN when no cell is evaluated.
   *
   * @param metricsIds of each cell
   */
  public double unigramEntropy(Collection<Map<MetricGroup, String>> metricsIds) {
    return metricsIds.stream()
        .map(ids -> ids.get(MetricGroup.RECONSTRUCTION))
        .filter(Objects::nonNull)
        .findFirst()
        .map(artifacts::unigramEntropy)
        .orElse(Double.NaN);
  }
}
