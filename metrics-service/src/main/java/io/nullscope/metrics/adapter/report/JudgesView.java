package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.ControlCheck;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.application.VariantScore;
import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.FailedAnswers;
import io.nullscope.metrics.domain.LanguageModelUsage;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Scorers;
import io.nullscope.metrics.domain.TestWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the judges of one SAE configuration said, and whether to believe it. Scores are means over
 * the latents of all SAEs of a variant. Tables that a study has nothing for are left out.
 *
 * @param scores for each scorer the own explanation beside its controls
 * @param negatives for each scorer the AUROC against each kind of negatives
 * @param failures answers that could not be used, by reason; none when there are no failures
 * @param failureRules the AUROC with failures treated in three ways; none when there are no
 *     failures
 * @param usage what was asked of the language model; none when nothing was
 * @param total all of that in words
 */
public record JudgesView(
    List<ScoreTable> scores,
    List<ScoreTable> negatives,
    List<ScoreTable> failures,
    List<ScoreTable> failureRules,
    List<ScoreTable> usage,
    String total) {

  private static final List<String> WITH_KINDS = List.of(Scorers.FUZZING, Scorers.DETECTION);

  static JudgesView of(StudyResults results, List<VariantStyle> variants, String sae) {
    Builder builder = new Builder(results, variants, sae);
    boolean failed = builder.counts.values().stream().anyMatch(c -> c.judgeFailures() > 0);
    return new JudgesView(
        builder.scores(),
        builder.negatives(),
        failed ? List.of(builder.failures()) : List.of(),
        failed ? builder.failureRules() : List.of(),
        builder.usage(),
        builder.total());
  }

  /** Whether there is anything to show. */
  public boolean present() {
    return !scores.isEmpty();
  }

  private static final class Builder {
    private final List<VariantStyle> variants;
    private final Map<String, Map<MetricId, MetricValue>> means = new LinkedHashMap<>();
    private final Map<String, CellCounts> counts = new LinkedHashMap<>();
    private final List<StudyResults.Cell> cells;
    private final List<ControlCheck> checks;

    Builder(StudyResults results, List<VariantStyle> variants, String sae) {
      for (VariantScore score : results.variantScores()) {
        if (score.sae().equals(sae)) {
          means
              .computeIfAbsent(score.variant().id(), id -> new EnumMap<>(MetricId.class))
              .put(score.metric(), score.value());
        }
      }
      this.checks = results.checks().stream().filter(check -> check.sae().equals(sae)).toList();
      this.cells =
          results.cells().stream().filter(cell -> cell.record().key().sae().equals(sae)).toList();
      for (StudyResults.Cell cell : cells) {
        String variant = cell.record().key().variant().kind().id();
        counts.merge(variant, cell.record().counts(), CellCounts::plus);
      }
      this.variants = variants.stream().filter(style -> counts.containsKey(style.id())).toList();
    }

    List<ScoreTable> scores() {
      List<ScoreTable> tables = new ArrayList<>();
      for (String scorer : WITH_KINDS) {
        Map<String, MetricId> columns = new LinkedHashMap<>();
        columns.put("own explanation", MetricId.auroc(scorer));
        columns.put("shuffled explanation", MetricId.shuffledAuroc(scorer));
        columns.put("lexical baseline", MetricId.baselineAuroc(scorer));
        columns.put("over the baseline", MetricId.overBaseline(scorer));
        means(tables, name(scorer) + " AUROC", columns);
      }
      Map<String, MetricId> embedding = new LinkedHashMap<>();
      embedding.put("own explanation", MetricId.EMBEDDING_AUROC);
      embedding.put("shuffled explanation", MetricId.EMBEDDING_SHUFFLED_AUROC);
      means(tables, "Embedding AUROC", embedding);
      Map<String, MetricId> simulation = new LinkedHashMap<>();
      simulation.put("own explanation", MetricId.SIMULATION_CORRELATION);
      simulation.put("shuffled explanation", MetricId.SIMULATION_SHUFFLED_CORRELATION);
      simulation.put("lexical baseline", MetricId.SIMULATION_LEXICAL_CORRELATION);
      simulation.put("over the baseline", MetricId.SIMULATION_OVER_LEXICAL);
      means(tables, "Simulation correlation", simulation);
      Map<String, MetricId> intruder = new LinkedHashMap<>();
      intruder.put("without an explanation", MetricId.INTRUDER_ACCURACY);
      intruder.put("lexical baseline", MetricId.INTRUDER_LEXICAL_ACCURACY);
      intruder.put("over the baseline", MetricId.INTRUDER_OVER_LEXICAL);
      means(tables, "Intruder accuracy (chance 0.2)", intruder);
      return tables;
    }

    List<ScoreTable> negatives() {
      List<ScoreTable> tables = new ArrayList<>();
      for (String scorer : WITH_KINDS) {
        Map<String, MetricId> columns = new LinkedHashMap<>();
        for (String kind : TestWindow.KINDS) {
          MetricId metric = MetricId.auroc(scorer, kind);
          if (has(metric)) {
            columns.put(kind, metric);
          }
        }
        if (columns.size() > 1) {
          means(tables, name(scorer) + " AUROC by kind of negatives", columns);
        }
      }
      return tables;
    }

    List<ScoreTable> failureRules() {
      List<ScoreTable> tables = new ArrayList<>();
      for (String scorer : WITH_KINDS) {
        List<ScoreTable.Column> columns = new ArrayList<>();
        List<Function<VariantStyle, ScoreTable.Cell>> values = new ArrayList<>();
        for (FailedAnswers rule : FailedAnswers.values()) {
          MetricId metric = MetricId.auroc(scorer, rule);
          columns.add(new ScoreTable.Column(text(rule), metric.id()));
          values.add(variant -> mean(variant, metric));
        }
        for (FailedAnswers rule : FailedAnswers.values()) {
          MetricId metric = MetricId.aurocPooled(scorer, rule);
          columns.add(new ScoreTable.Column("pooled, " + text(rule), metric.id()));
          values.add(variant -> ofCells(variant, metric));
        }
        if (has(MetricId.auroc(scorer))) {
          tables.add(table(name(scorer) + " AUROC, failures …", columns, values));
        }
      }
      return tables;
    }

    ScoreTable failures() {
      TreeSet<String> reasons = new TreeSet<>();
      counts.values().forEach(c -> reasons.addAll(c.judgeFailuresByReason().keySet()));
      List<ScoreTable.Column> columns = new ArrayList<>();
      List<Function<VariantStyle, ScoreTable.Cell>> values = new ArrayList<>();
      columns.add(new ScoreTable.Column("all", ""));
      values.add(variant -> count(counts(variant).judgeFailures()));
      for (String reason : reasons) {
        columns.add(new ScoreTable.Column(VisibleText.of(reason), ""));
        values.add(
            variant -> count(counts(variant).judgeFailuresByReason().getOrDefault(reason, 0L)));
      }
      return table("By reason", columns, values);
    }

    List<ScoreTable> usage() {
      if (counts.values().stream().allMatch(c -> c.usage().requests() == 0)) {
        return List.of();
      }
      Map<String, Function<LanguageModelUsage, String>> columns = new LinkedHashMap<>();
      columns.put("requests", usage -> Numbers.count(usage.requests()));
      columns.put(
          "without a usable reply",
          usage -> Numbers.count(usage.failures().values().stream().mapToLong(n -> n).sum()));
      columns.put("input tokens", usage -> Numbers.count(usage.inputTokens()));
      columns.put("output tokens", usage -> Numbers.count(usage.outputTokens()));
      columns.put("cost", usage -> usage.cost() > 0 ? Numbers.plain(usage.cost()) : Numbers.NONE);
      List<Function<VariantStyle, ScoreTable.Cell>> values = new ArrayList<>();
      columns
          .values()
          .forEach(c -> values.add(v -> ScoreTable.Cell.of(c.apply(counts(v).usage()))));
      return List.of(
          table(
              "Asked of the language model",
              columns.keySet().stream().map(name -> new ScoreTable.Column(name, "")).toList(),
              values));
    }

    String total() {
      LanguageModelUsage all =
          counts.values().stream()
              .map(CellCounts::usage)
              .reduce(LanguageModelUsage.NONE, LanguageModelUsage::plus);
      return "%s requests, %s input tokens, %s output tokens%s"
          .formatted(
              Numbers.count(all.requests()),
              Numbers.count(all.inputTokens()),
              Numbers.count(all.outputTokens()),
              all.cost() > 0 ? ", cost " + Numbers.plain(all.cost()) : "");
    }

    private CellCounts counts(VariantStyle variant) {
      return counts.get(variant.id());
    }

    private boolean has(MetricId metric) {
      return means.values().stream().anyMatch(values -> values.containsKey(metric));
    }

    /** Adds a table of those of the metrics that there are; nothing when there are none. */
    private void means(List<ScoreTable> tables, String caption, Map<String, MetricId> metrics) {
      List<ScoreTable.Column> columns = new ArrayList<>();
      List<Function<VariantStyle, ScoreTable.Cell>> values = new ArrayList<>();
      metrics.forEach(
          (heading, metric) -> {
            if (has(metric)) {
              columns.add(new ScoreTable.Column(heading, metric.id()));
              values.add(variant -> mean(variant, metric));
            }
          });
      if (!columns.isEmpty()) {
        tables.add(table(caption, columns, values));
      }
    }

    private ScoreTable table(
        String caption,
        List<ScoreTable.Column> columns,
        List<Function<VariantStyle, ScoreTable.Cell>> values) {
      return new ScoreTable(
          caption,
          columns,
          variants.stream()
              .map(
                  variant ->
                      new ScoreTable.Row(
                          variant, values.stream().map(value -> value.apply(variant)).toList()))
              .toList());
    }

    private ScoreTable.Cell mean(VariantStyle variant, MetricId metric) {
      MetricValue value = means.getOrDefault(variant.id(), Map.of()).get(metric);
      if (value == null || !value.defined()) {
        return ScoreTable.Cell.NONE;
      }
      return new ScoreTable.Cell(
          metric.id().contains(".over_lexical.")
              ? Numbers.signed(value.value())
              : Numbers.plain(value.value()),
          Numbers.interval(value.ciLow(), value.ciHigh()),
          check(variant, metric),
          "%s latents".formatted(Numbers.count(value.n())));
    }

    /** How the check of a control came out; nothing where there was none. */
    private String check(VariantStyle variant, MetricId metric) {
      return checks.stream()
          .filter(check -> check.metric() == metric)
          .filter(check -> check.variant().id().equals(variant.id()))
          .flatMap(check -> check.passed().stream())
          .map(passed -> passed ? "held" : "missed")
          .findFirst()
          .orElse("");
    }

    /** Pooled values have no mean over latents: the mean over SAEs stands for it. */
    private ScoreTable.Cell ofCells(VariantStyle variant, MetricId metric) {
      double[] values =
          cells.stream()
              .map(StudyResults.Cell::record)
              .filter(cell -> cell.key().variant().kind().id().equals(variant.id()))
              .map(cell -> cell.metrics().get(metric.id()))
              .filter(Objects::nonNull)
              .filter(MetricValue::defined)
              .mapToDouble(MetricValue::value)
              .toArray();
      return values.length == 0
          ? ScoreTable.Cell.NONE
          : new ScoreTable.Cell(
              Numbers.plain(Arrays.stream(values).average().orElseThrow()),
              "",
              "",
              values.length == 1 ? "one SAE" : "%d SAEs".formatted(values.length));
    }

    private static ScoreTable.Cell count(long value) {
      return ScoreTable.Cell.of(Numbers.count(value));
    }

    private static String text(FailedAnswers rule) {
      return switch (rule) {
        case DROPPED -> "left out";
        case LOWEST_RANK -> "ranked lowest";
        case ONE_HALF -> "one half";
      };
    }

    private static String name(String scorer) {
      return scorer.substring(0, 1).toUpperCase(Locale.ROOT) + scorer.substring(1);
    }
  }
}
