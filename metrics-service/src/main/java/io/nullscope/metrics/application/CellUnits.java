package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.CellValue;
import io.nullscope.metrics.domain.LatentExamples;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Proportion;
import io.nullscope.metrics.domain.UnitValues;
import io.nullscope.study.CellKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comparisons between variants need from a cell.
 *
 * @param metrics metric id to value
 * @param positions that count; empty as long as there are no reconstruction metrics
 * @param units metric id to units
 * @param examples scorer to the judged examples of each latent
 */
public record CellUnits(
    CellKey key,
    Map<String, MetricValue> metrics,
    Optional<CellPositions> positions,
    Map<String, UnitValues> units,
    Map<String, List<LatentExamples>> examples) {

  /** Whether few positions hold most of the squared norm. */
  boolean concentrated() {
    return positions.filter(CellPositions::concentrated).isPresent();
  }

  /** The same as those of another cell. */
  public CellUnits as(CellKey other) {
    return new CellUnits(other, metrics, positions, units, examples);
  }

  boolean has(String metric) {
    return metrics.containsKey(metric);
  }

  /** Whether the metric has a value. */
  public boolean defines(String metric) {
    MetricValue value = metrics.get(metric);
    return value != null && value.defined();
  }

  /** A metric that the cell defines, on the scale on which it is compared. */
  public CellValue value(MetricId metric) {
    UnitValues of = units.get(metric.id());
    CellValue value =
        switch (metric.definition().resampled()) {
          case DOCUMENT -> CellValue.ofDocuments(of, metric.definition().form());
          case LATENT -> CellValue.ofLatents(of);
          case LATENT_EXAMPLES -> CellValue.ofPooledAuroc(examples.get(scorer(metric)));
          case LATENT_INDICATOR ->
              CellValue.ofProportion(new Proportion((long) of.value(0), (long) of.weight(0)));
        };
    return metric.definition().logarithmic() ? value.logarithm() : value;
  }

  private static String scorer(MetricId metric) {
    return metric.id().substring(0, metric.id().indexOf('.'));
  }
}
