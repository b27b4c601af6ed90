package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.Evidence;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.SaeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The verdict table: for each hook point (and "all") a row for each metric, a column for each null.
 * A study of a single hook point has one table: what holds for all of them and what holds for that
 * one is the same finding.
 */
public record VerdictTables(List<Column> columns, List<Table> tables) {

  static final String ALL = Subject.ALL;

  /** The style sheet has so many colours for SAE configurations, {@code --sae-null-N}. */
  private static final int COLORS = 6;

  /**
   * The column of one null.
   *
   * @param id variant or SAE configuration
   * @param heading what is compared, for people
   * @param color CSS colour
   */
  public record Column(String id, String heading, String color) {}

  /**
   * The table of one hook point.
   *
   * @param hookPoint "all" or "layers.N"
   * @param tallies for each null, what the primary metrics say
   * @param sentences each verdict in words
   * @param notes what readers would wonder about
   */
  public record Table(
      String hookPoint,
      String label,
      boolean hidden,
      List<Tally> tallies,
      List<Family> families,
      List<ReportPage.Fact> sentences,
      List<String> notes) {}

  /**
   * What the primary metrics say about one null.
   *
   * @param text "3 trained better · 2 equivalent"
   */
  public record Tally(Column column, String text) {}

  public record Family(String label, List<Row> rows) {}

  public record Row(String metric, String label, String unit, List<Cell> cells) {}

  /**
   * One verdict.
   *
   * @param style CSS class
   * @param word what it says
   * @param mark ▲ trained higher, ▼ null higher
   * @param p the p-value of the test, and adjusted
   */
  public record Cell(
      String style, String word, String mark, String effect, String interval, String p) {}

  private static final Cell NOTHING = new Cell("none", "–", "", "", "", "");

  /** Trained against other variants. */
  static VerdictTables ofVariants(List<Verdict> verdicts, List<VariantStyle> variants) {
    Set<String> compared = verdicts.stream().map(Verdict::variant).collect(Collectors.toSet());
    List<Column> columns =
        variants.stream()
            .filter(variant -> compared.contains(variant.id()))
            .map(variant -> new Column(variant.id(), "vs " + variant.label(), variant.color()))
            .toList();
    return of(verdicts, columns, Verdict::variant);
  }

  /** SAE configurations against those of them with something frozen. */
  static VerdictTables ofSaes(List<Verdict> verdicts, List<SaeSpec> nulls) {
    List<Column> columns = new ArrayList<>();
    for (SaeSpec sae : nulls) {
      columns.add(
          new Column(
              sae.name(),
              "%s vs %s (%s)"
                  .formatted(sae.nullOf().orElseThrow(), sae.name(), SaeText.frozen(sae)),
              "var(--sae-null-%d)".formatted(columns.size() % COLORS)));
    }
    return of(verdicts, columns, verdict -> verdict.nullSae().orElse(""));
  }

  private static VerdictTables of(
      List<Verdict> verdicts, List<Column> columns, Function<Verdict, String> column) {
    // Natural order, not that of the first metric: a metric may be missing at some hook points.
    List<String> hookPoints =
        verdicts.stream()
            .map(Verdict::hookPoint)
            .filter(point -> !point.equals(ALL) && !point.equals(Subject.SLOPE))
            .distinct()
            .sorted(Comparator.comparingInt(VerdictTables::layer))
            .toList();
    Map<String, String> labels = new LinkedHashMap<>();
    if (hookPoints.size() == 1) {
      labels.put(ALL, hookPoints.get(0) + ", the only hook point");
    } else {
      labels.put(ALL, "all hook points");
      if (verdicts.stream().anyMatch(verdict -> verdict.hookPoint().equals(Subject.SLOPE))) {
        labels.put(Subject.SLOPE, "trend over depth");
      }
      hookPoints.forEach(point -> labels.put(point, point));
    }
    List<Table> tables = new ArrayList<>();
    labels.forEach(
        (hookPoint, label) -> {
          Map<String, Verdict> byKey = new LinkedHashMap<>();
          verdicts.stream()
              .filter(verdict -> verdict.hookPoint().equals(hookPoint))
              .forEach(verdict -> byKey.put(key(verdict.metric(), column.apply(verdict)), verdict));
          tables.add(table(hookPoint, label, byKey, columns, VerdictNotes.of(byKey.values())));
        });
    return new VerdictTables(columns, verdicts.isEmpty() ? List.of() : tables);
  }

  private static String key(String metric, String column) {
    return metric + "/" + column;
  }

  private static int layer(String hookPoint) {
    return Integer.parseInt(hookPoint.substring(hookPoint.indexOf('.') + 1));
  }

  private static Table table(
      String hookPoint,
      String label,
      Map<String, Verdict> verdicts,
      List<Column> columns,
      List<String> notes) {
    List<Family> families = new ArrayList<>();
    for (MetricFamily family : MetricFamily.values()) {
      List<Row> rows =
          Arrays.stream(MetricId.values())
              .filter(metric -> metric.definition().family() == family)
              .map(metric -> row(metric, verdicts, columns))
              .filter(row -> row.cells().stream().anyMatch(cell -> cell != NOTHING))
              .toList();
      if (!rows.isEmpty()) {
        families.add(new Family(family.label(), rows));
      }
    }
    List<Tally> tallies = columns.stream().map(column -> tally(column, verdicts)).toList();
    return new Table(
        hookPoint,
        label,
        !hookPoint.equals(ALL),
        tallies,
        families,
        sentences(verdicts, columns),
        notes);
  }

  private static List<ReportPage.Fact> sentences(
      Map<String, Verdict> verdicts, List<Column> columns) {
    List<ReportPage.Fact> sentences = new ArrayList<>();
    for (MetricId metric : MetricId.values()) {
      for (Column column : columns) {
        Verdict verdict = verdicts.get(key(metric.id(), column.id()));
        if (verdict != null && verdict.conclusion() != Conclusion.NOT_TESTED) {
          sentences.add(
              new ReportPage.Fact(
                  metric.definition().label() + ", " + column.heading(), verdict.sentence()));
        }
      }
    }
    return sentences;
  }

  private static Tally tally(Column column, Map<String, Verdict> verdicts) {
    List<Verdict> primary =
        Arrays.stream(MetricId.values())
            .map(metric -> verdicts.get(key(metric.id(), column.id())))
            .filter(Objects::nonNull)
            .filter(verdict -> verdict.subject().role() == MetricRole.PRIMARY)
            .toList();
    return new Tally(column, String.join(" · ", counts(primary, "%d %s")));
  }

  /**
   * How often each conclusion was come to, in the order of {@link Conclusion}.
   *
   * @param format of a count and a word
   */
  static List<String> counts(List<Verdict> verdicts, String format) {
    return Arrays.stream(Conclusion.values())
        .filter(word -> verdicts.stream().anyMatch(verdict -> verdict.conclusion() == word))
        .map(
            word ->
                format.formatted(
                    verdicts.stream().filter(verdict -> verdict.conclusion() == word).count(),
                    word.word()))
        .toList();
  }

  private static Row row(MetricId metric, Map<String, Verdict> verdicts, List<Column> columns) {
    List<Cell> cells =
        columns.stream()
            .map(column -> verdicts.get(key(metric.id(), column.id())))
            .map(verdict -> verdict == null ? NOTHING : cell(verdict))
            .toList();
    return new Row(metric.id(), metric.definition().label(), metric.definition().unit(), cells);
  }

  private static Cell cell(Verdict verdict) {
    String word = word(verdict);
    if (!verdict.defined()) {
      return new Cell("none", word, "", "", "", "");
    }
    Evidence evidence = verdict.evidence();
    String mark =
        switch (verdict.direction()) {
          case TRAINED_HIGHER -> "▲";
          case NULL_HIGHER -> "▼";
          case NONE -> "";
        };
    return new Cell(
        style(verdict.conclusion()),
        word,
        mark,
        Numbers.signed(evidence.effect()),
        Numbers.interval(evidence.ciLow(), evidence.ciHigh()),
        Double.isNaN(evidence.pAdjusted())
            ? ""
            : "p %s, adjusted %s"
                .formatted(
                    Numbers.pValue(evidence.pValue()), Numbers.pValue(evidence.pAdjusted())));
  }

  private static String word(Verdict verdict) {
    return verdict.conclusion() == Conclusion.NOT_TESTED
        ? "interval only"
        : verdict.conclusion().word();
  }

  private static String style(Conclusion conclusion) {
    if (conclusion.differs()) {
      return "differs";
    }
    return conclusion == Conclusion.EQUIVALENT ? "equivalent" : "inconclusive";
  }
}
