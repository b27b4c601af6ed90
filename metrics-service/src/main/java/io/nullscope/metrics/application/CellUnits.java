package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import java.util.List;
import java.util.Map;

/**
 * What the tests between variants need from a cell.
 *
 * @param metrics metric id to value
 * @param units metric id to units
 * @param examples scorer to the judged examples of each latent
 */
record CellUnits(
    CellKey key,
    Map<String, MetricValue> metrics,
    Map<String, UnitValues> units,
    Map<String, List<LatentExamples>> examples) {

  boolean has(String metric) {
    return metrics.containsKey(metric);
  }

  boolean defines(String metric) {
    MetricValue value = metrics.get(metric);
    return value != null && value.defined();
  }
}
