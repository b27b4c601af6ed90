package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The verdict table: for each hook point (and "all") a row for each metric, a column for each null.
 */
public record VerdictTables(List<VariantStyle> nulls, List<Table> tables) {

  /**
   * The table of one hook point.
   *
   * @param hookPoint "all" or "layers.N"
   * @param tallies for each null, how many metrics tell it from trained
   */
  public record Table(
      String hookPoint, String label, boolean hidden, List<Tally> tallies, List<Family> families) {}

  /** Counts of conclusions about one null; undefined effects are none. */
  public record Tally(VariantStyle variant, int separates, int equivalent, int inconclusive) {}

  public record Family(String label, List<Row> rows) {}

  public record Row(String metric, String label, String description, List<Cell> cells) {}

  /**
   * One verdict.
   *
   * @param style CSS class
   * @param word what it says
   * @param mark ▲ trained higher, ▼ null higher
   * @param title everything, for a tooltip
   */
  public record Cell(
      String style, String word, String mark, String effect, String interval, String title) {}

  private static final Cell NOTHING = new Cell("none", Numbers.NONE, "", "", "", "not tested");

  static VerdictTables of(List<Verdict> verdicts, List<VariantStyle> variants) {
    Set<String> compared = verdicts.stream().map(Verdict::variant).collect(Collectors.toSet());
    List<VariantStyle> nulls = variants.stream().filter(v -> compared.contains(v.id())).toList();
    Set<String> hookPoints = new LinkedHashSet<>();
    hookPoints.add("all");
    // Natural order, not that of the first metric: a metric may be missing at some hook points.
    verdicts.stream()
        .map(Verdict::hookPoint)
        .filter(point -> !point.equals("all"))
        .distinct()
        .sorted(Comparator.comparingInt(VerdictTables::layer))
        .forEach(hookPoints::add);
    List<Table> tables = new ArrayList<>();
    for (String hookPoint : hookPoints) {
      Map<String, Verdict> byKey = new LinkedHashMap<>();
      verdicts.stream()
          .filter(verdict -> verdict.hookPoint().equals(hookPoint))
          .forEach(verdict -> byKey.put(verdict.metric() + "/" + verdict.variant(), verdict));
      tables.add(table(hookPoint, byKey, nulls));
    }
    return new VerdictTables(nulls, verdicts.isEmpty() ? List.of() : tables);
  }

  private static int layer(String hookPoint) {
    return Integer.parseInt(hookPoint.substring(hookPoint.indexOf('.') + 1));
  }

  private static Table table(
      String hookPoint, Map<String, Verdict> verdicts, List<VariantStyle> nulls) {
    List<Family> families = new ArrayList<>();
    for (MetricFamily family : MetricFamily.values()) {
      List<Row> rows =
          Arrays.stream(MetricId.values())
              .filter(metric -> metric.definition().family() == family)
              .map(metric -> row(metric, verdicts, nulls))
              .filter(row -> row.cells().stream().anyMatch(cell -> cell != NOTHING))
              .toList();
      if (!rows.isEmpty()) {
        families.add(new Family(family.label(), rows));
      }
    }
    List<Tally> tallies = nulls.stream().map(variant -> tally(variant, verdicts)).toList();
    boolean all = hookPoint.equals("all");
    return new Table(hookPoint, all ? "all hook points" : hookPoint, !all, tallies, families);
  }

  private static Tally tally(VariantStyle variant, Map<String, Verdict> verdicts) {
    Map<Conclusion, Long> counts =
        verdicts.values().stream()
            .filter(verdict -> verdict.variant().equals(variant.id()) && verdict.defined())
            .collect(Collectors.groupingBy(Verdict::conclusion, Collectors.counting()));
    return new Tally(
        variant,
        counts.getOrDefault(Conclusion.SEPARATES, 0L).intValue(),
        counts.getOrDefault(Conclusion.EQUIVALENT, 0L).intValue(),
        counts.getOrDefault(Conclusion.INCONCLUSIVE, 0L).intValue());
  }

  private static Row row(MetricId metric, Map<String, Verdict> verdicts, List<VariantStyle> nulls) {
    List<Cell> cells =
        nulls.stream()
            .map(variant -> verdicts.get(metric.id() + "/" + variant.id()))
            .map(verdict -> verdict == null ? NOTHING : cell(verdict))
            .toList();
    return new Row(
        metric.id(), metric.definition().label(), metric.definition().description(), cells);
  }

  private static Cell cell(Verdict verdict) {
    if (!verdict.defined()) {
      return new Cell(
          "none", "undefined", "", "", "", "the metric has no value for one of the two variants");
    }
    String mark =
        switch (verdict.direction()) {
          case TRAINED_HIGHER -> "▲";
          case NULL_HIGHER -> "▼";
          case NONE -> "";
        };
    String word = verdict.conclusion().name().toLowerCase(Locale.ROOT);
    String interval = Numbers.interval(verdict.ciLow(), verdict.ciHigh());
    return new Cell(
        word,
        word,
        mark,
        Numbers.signed(verdict.effect()),
        interval,
        "trained − null = %s %s; p = %s, Holm-adjusted p = %s"
            .formatted(
                Numbers.signed(verdict.effect()),
                interval,
                Numbers.pValue(verdict.pValue()),
                Numbers.pValue(verdict.pAdjusted())));
  }
}
