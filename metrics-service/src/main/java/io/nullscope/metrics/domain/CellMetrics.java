package io.nullscope.metrics.domain;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The metrics of one cell and one group, with what tests between variants need. Maps are sorted by
 * key so that equal contents serialise to equal bytes.
 *
 * @param metrics metric id to value
 * @param rocCurves scorer to pooled ROC curve
 * @param counts survivors of each stage; empty in the reconstruction group
 * @param positions that count; empty in the interpretability group
 * @param units metric id to the values that the interval resamples
 */
public record CellMetrics(
    Map<String, MetricValue> metrics,
    Map<String, RocCurve> rocCurves,
    Optional<CellCounts> counts,
    Optional<CellPositions> positions,
    Map<String, UnitValues> units) {

  public CellMetrics {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    rocCurves = Collections.unmodifiableMap(new TreeMap<>(rocCurves));
    units = Collections.unmodifiableMap(new TreeMap<>(units));
  }

  /** These metrics and those of other ids, about the same positions. */
  public CellMetrics and(CellMetrics others) {
    Map<String, MetricValue> all = new TreeMap<>(metrics);
    all.putAll(others.metrics);
    Map<String, UnitValues> allUnits = new TreeMap<>(units);
    allUnits.putAll(others.units);
    return new CellMetrics(all, rocCurves, counts, positions, allUnits);
  }

  /** The same metrics with what they are about. */
  public CellMetrics with(CellPositions of) {
    return new CellMetrics(metrics, rocCurves, counts, Optional.of(of), units);
  }
}
