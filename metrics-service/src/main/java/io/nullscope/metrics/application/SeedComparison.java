package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ClusterBootstrap;
import io.nullscope.metrics.domain.DictionaryMetrics;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudySpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metrics of a cell that take its SAE and those of other SAE seeds, so that they can be made only
 * when all of these are there: not in a step of the cell, but when the study ends.
 */
final class SeedComparison {

  private final Artifacts artifacts;
  private final Dictionaries dictionaries;

  SeedComparison(Artifacts artifacts, Dictionaries dictionaries) {
    this.artifacts = artifacts;
    this.dictionaries = dictionaries;
  }

  /**
   * The same cells, with these metrics where an SAE of another seed is there. Stored metrics are
   * not computed again.
   *
   * @param pause called before each cell; what it throws ends the work
   */
  List<CellRecord> compared(StudySpec spec, List<CellRecord> cells, Runnable pause) {
    return cells.stream().map(cell -> compared(spec, cell, cells, pause)).toList();
  }

  private CellRecord compared(
      StudySpec spec, CellRecord cell, List<CellRecord> cells, Runnable pause) {
    pause.run();
    Map<Long, String> others = new TreeMap<>();
    cells.stream()
        .filter(other -> differInSeed(cell.key(), other.key()))
        .forEach(other -> others.put(other.key().saeSeed(), other.saeId()));
    if (others.isEmpty()) {
      return cell;
    }
    MetricsRequest request = MetricsRequest.dictionary(spec, cell.key(), cell.saeId(), others);
    Optional<String> known = artifacts.findCellMetrics(request);
    String id =
        known.orElseGet(
            () ->
                artifacts.saveCellMetrics(
                    request, compute(spec, cell, List.copyOf(others.values()))));
    return with(cell, id, artifacts.cellMetrics(MetricGroup.DICTIONARY, id));
  }

  private static boolean differInSeed(CellKey cell, CellKey other) {
    return cell.variant().equals(other.variant())
        && cell.hookPoint().equals(other.hookPoint())
        && cell.sae().equals(other.sae())
        && cell.saeSeed() != other.saeSeed();
  }

  private CellMetrics compute(StudySpec spec, CellRecord cell, List<String> others) {
    return DictionaryMetrics.compute(
        dictionaries.likeness(cell.saeId(), others),
        new ClusterBootstrap(
            spec.statistics().bootstrapResamples(), spec.statistics().confidence()),
        Draws.ofCell(spec, cell.key()));
  }

  private static CellRecord with(CellRecord cell, String id, CellMetrics metrics) {
    Map<MetricGroup, String> ids = new EnumMap<>(MetricGroup.class);
    ids.putAll(cell.metricsIds());
    ids.put(MetricGroup.DICTIONARY, id);
    Map<String, MetricValue> values = new TreeMap<>(cell.metrics());
    values.putAll(metrics.metrics());
    return new CellRecord(
        cell.key(),
        cell.saeId(),
        cell.latentsId(),
        ids,
        values,
        cell.rocCurves(),
        cell.counts(),
        cell.positions());
  }
}
