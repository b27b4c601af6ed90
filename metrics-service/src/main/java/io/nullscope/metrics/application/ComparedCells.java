package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellGrid;
import io.nullscope.metrics.domain.CellValue;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The cells of a study, with each metric on the scale on which it is compared. */
final class ComparedCells {

  private final Map<CellKey, CellUnits> cells = new HashMap<>();
  private final Map<CellKey, Map<MetricId, CellValue>> values = new HashMap<>();
  private final List<HookPoint> hookPoints;

  /**
   * @param pause called before each cell; what it throws ends the work
   */
  ComparedCells(List<CellUnits> cells, Runnable pause) {
    for (CellUnits cell : cells) {
      pause.run();
      this.cells.put(cell.key(), cell);
      values.put(cell.key(), values(cell));
    }
    hookPoints = cells.stream().map(cell -> cell.key().hookPoint()).distinct().sorted().toList();
  }

  private static Map<MetricId, CellValue> values(CellUnits cell) {
    Map<MetricId, CellValue> values = new EnumMap<>(MetricId.class);
    for (MetricId metric : MetricId.values()) {
      MetricRole role = metric.definition().role();
      if ((role.compared() || role == MetricRole.CONTROL) && cell.defines(metric.id())) {
        CellValue value = cell.value(metric);
        if (Double.isFinite(value.value())) {
          values.put(metric, value);
        }
      }
    }
    return values;
  }

  /** All hook points of the study, ascending. */
  List<HookPoint> hookPoints() {
    return hookPoints;
  }

  Optional<CellUnits> cell(CellKey key) {
    return Optional.ofNullable(cells.get(key));
  }

  Optional<CellValue> value(CellKey key, MetricId metric) {
    return Optional.ofNullable(values.getOrDefault(key, Map.of()).get(metric));
  }

  /** Whether both arms were asked for the metric at any hook point. */
  boolean have(MetricId metric, NullContrast contrast) {
    return hookPoints.stream()
            .flatMap(point -> contrast.seeds().stream().map(s -> contrast.trained(point, s)))
            .anyMatch(key -> has(key, metric))
        && hookPoints.stream()
            .flatMap(
                point ->
                    contrast.draws().stream()
                        .flatMap(
                            draw ->
                                contrast.seeds().stream()
                                    .map(seed -> contrast.drawn(point, draw, seed))))
            .anyMatch(key -> has(key, metric));
  }

  private boolean has(CellKey key, MetricId metric) {
    return cell(key).filter(cell -> cell.has(metric.id())).isPresent();
  }

  /** The hook points at which every cell of both arms has the metric. */
  List<HookPoint> complete(MetricId metric, NullContrast contrast) {
    return hookPoints.stream()
        .filter(point -> missing(metric, contrast, List.of(point)).isEmpty())
        .toList();
  }

  /** The first cell without a value, and why; empty when all have one. */
  Optional<String> missing(MetricId metric, NullContrast contrast, List<HookPoint> points) {
    return points.stream()
        .flatMap(point -> contrast.cells(point).stream())
        .filter(key -> value(key, metric).isEmpty())
        .findFirst()
        .map(key -> why(key, metric));
  }

  private String why(CellKey key, MetricId metric) {
    String note =
        cell(key)
            .map(cell -> cell.metrics().get(metric.id()))
            .map(MetricValue::note)
            .filter(text -> !text.isEmpty())
            .map(text -> " (" + text + ")")
            .orElse("");
    return "there is no value in " + key.id() + note;
  }

  /** The values at these hook points, all of them complete. */
  CellGrid grid(MetricId metric, NullContrast contrast, List<HookPoint> points) {
    double[] layers = points.stream().mapToDouble(HookPoint::layer).toArray();
    return new CellGrid(
        layers,
        contrast.seeds().stream()
            .map(
                seed ->
                    points.stream()
                        .map(point -> value(contrast.trained(point, seed), metric).orElseThrow())
                        .toList())
            .toList(),
        contrast.draws().stream()
            .map(
                draw ->
                    contrast.seeds().stream()
                        .map(
                            seed ->
                                points.stream()
                                    .map(
                                        point ->
                                            value(contrast.drawn(point, draw, seed), metric)
                                                .orElseThrow())
                                    .toList())
                        .toList())
            .toList());
  }
}
