package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tests between variants need from a cell.
 *
 * @param metrics metric id to value
 * @param positions that count; empty as long as there are no reconstruction metrics
 * @param units metric id to units
 * @param examples scorer to the judged examples of each latent
 */
record CellUnits(
    CellKey key,
    Map<String, MetricValue> metrics,
    Optional<CellPositions> positions,
    Map<String, UnitValues> units,
    Map<String, List<LatentExamples>> examples) {

  /** Whether few positions hold most of the squared norm. */
  boolean concentrated() {
    return positions.filter(CellPositions::concentrated).isPresent();
  }

  boolean has(String metric) {
    return metrics.containsKey(metric);
  }

  boolean defines(String metric) {
    MetricValue value = metrics.get(metric);
    return value != null && value.defined();
  }
}
