package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The first screen: one interpretability score of every variant on one scale, and what the verdicts
 * over all hook points say, in words.
 *
 * @param metric label of the score
 * @param description what the score is
 * @param chance where a score without information stands on the scale, in percent of its width
 * @param lines a line for each variant that has the score
 * @param sentences what was found and how sure it is
 * @param groups which metrics came to which conclusion
 */
public record Findings(
    String metric,
    String description,
    Optional<String> chance,
    List<Line> lines,
    List<String> sentences,
    List<ReportPage.Fact> groups) {

  /** Scores shown first, in order of preference. */
  private static final List<MetricId> HEADLINES =
      List.of(
          MetricId.FUZZING_AUROC_POOLED,
          MetricId.DETECTION_AUROC_POOLED,
          MetricId.R2_GLOBAL_CENTERED);

  private static final String WHAT_AUROC_IS =
      "How well the automatic explanation of a latent tells text on which the latent is active from other text:"
          + " 1 is perfect, 0.5 is chance.";

  /**
   * A variant on the scale.
   *
   * @param value mean over its SAEs
   * @param range lowest and highest of them
   * @param dot where the mean stands, in percent of the scale's width
   * @param left where the lowest stands
   * @param width from the lowest to the highest
   * @param verdict what the interpretability scores say about this null; "" for trained
   */
  public record Line(
      VariantStyle variant,
      String value,
      String range,
      String dot,
      String left,
      String width,
      String verdict) {}

  private record Scale(double low, double high) {
    /** Whole tenths around all values. */
    static Scale around(List<Double> values) {
      double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
      double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
      return new Scale(Math.floor(low * 10 - 0.5) / 10, Math.ceil(high * 10 + 0.5) / 10);
    }

    String percent(double value) {
      return Numbers.percent((value - low) / (high - low));
    }

    String width(double from, double to) {
      return Numbers.percent((to - from) / (high - low));
    }
  }

  /**
   * The findings about one SAE configuration.
   *
   * @param sae its name
   * @param tested its verdicts
   */
  static Findings of(
      StudyResults results, List<VariantStyle> variants, String sae, List<Verdict> tested) {
    List<Verdict> verdicts =
        tested.stream().filter(verdict -> verdict.hookPoint().equals(Subject.ALL)).toList();
    List<StudyResults.Cell> cells =
        results.cells().stream().filter(cell -> cell.record().key().sae().equals(sae)).toList();
    List<ReportPage.Fact> groups = groups(verdicts, variants);
    List<String> sentences = sentences(results, sae);
    Optional<MetricId> headline =
        HEADLINES.stream()
            .filter(metric -> variants.stream().anyMatch(v -> !values(cells, v, metric).isEmpty()))
            .findFirst();
    if (headline.isEmpty()) {
      return new Findings("", "", Optional.empty(), List.of(), sentences, groups);
    }
    MetricId metric = headline.get();
    OptionalDouble chance = metric.definition().chance();
    List<Double> shown = new ArrayList<>();
    variants.forEach(variant -> shown.addAll(values(cells, variant, metric)));
    chance.ifPresent(shown::add);
    Scale scale = Scale.around(shown);
    List<Line> lines =
        variants.stream()
            .filter(variant -> !values(cells, variant, metric).isEmpty())
            .map(variant -> line(variant, values(cells, variant, metric), scale, verdicts))
            .toList();
    return new Findings(
        metric.definition().label(),
        chance.isPresent() ? WHAT_AUROC_IS : metric.definition().description(),
        chance.isPresent() ? Optional.of(scale.percent(chance.getAsDouble())) : Optional.empty(),
        lines,
        sentences,
        groups);
  }

  private static List<Double> values(
      List<StudyResults.Cell> cells, VariantStyle variant, MetricId metric) {
    return cells.stream()
        .filter(cell -> cell.record().key().variant().kind().id().equals(variant.id()))
        .map(cell -> cell.record().metrics().get(metric.id()))
        .filter(Objects::nonNull)
        .filter(MetricValue::defined)
        .map(MetricValue::value)
        .toList();
  }

  private static Line line(
      VariantStyle variant, List<Double> values, Scale scale, List<Verdict> verdicts) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double low = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double high = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return new Line(
        variant,
        Numbers.plain(mean),
        values.size() == 1
            ? "one SAE"
            : "%d SAEs: %s to %s".formatted(values.size(), Numbers.plain(low), Numbers.plain(high)),
        scale.percent(mean),
        scale.percent(low),
        scale.width(low, high),
        verdict(variant, verdicts));
  }

  /** "Of 6 interpretability scores: trained better on 4, equivalent on 2." */
  private static String verdict(VariantStyle variant, List<Verdict> verdicts) {
    List<Verdict> own =
        verdicts.stream()
            .filter(verdict -> verdict.variant().equals(variant.id()))
            .filter(verdict -> verdict.subject().role() == MetricRole.PRIMARY)
            .filter(verdict -> family(verdict) == MetricFamily.INTERPRETABILITY)
            .toList();
    if (own.isEmpty()) {
      return "";
    }
    return "Of %d interpretability scores: %s."
        .formatted(own.size(), String.join(", ", VerdictTables.counts(own, "%2$s on %1$d")));
  }

  private static MetricFamily family(Verdict verdict) {
    return MetricId.find(verdict.metric()).orElseThrow().definition().family();
  }

  /** Which primary metrics came to which conclusion, against which nulls. */
  private static List<ReportPage.Fact> groups(List<Verdict> verdicts, List<VariantStyle> variants) {
    Map<String, String> labels = new LinkedHashMap<>();
    variants.forEach(variant -> labels.put(variant.id(), variant.label()));
    List<ReportPage.Fact> facts = new ArrayList<>();
    for (Conclusion conclusion : Conclusion.values()) {
      Map<String, List<String>> nulls = new LinkedHashMap<>();
      for (MetricId metric : MetricId.values()) {
        verdicts.stream()
            .filter(verdict -> verdict.metric().equals(metric.id()))
            .filter(verdict -> verdict.conclusion() == conclusion)
            .filter(verdict -> verdict.subject().role() != MetricRole.SECONDARY)
            .forEach(
                verdict ->
                    nulls
                        .computeIfAbsent(metric.definition().label(), label -> new ArrayList<>())
                        .add(labels.getOrDefault(verdict.variant(), verdict.variant())));
      }
      if (!nulls.isEmpty()) {
        List<String> texts = new ArrayList<>();
        nulls.forEach((label, against) -> texts.add(label + ": " + String.join(", ", against)));
        // Labels have commas of their own.
        facts.add(new ReportPage.Fact(conclusion.word(), String.join("; ", texts)));
      }
    }
    return facts;
  }

  private static List<String> sentences(StudyResults results, String sae) {
    List<String> sentences = new ArrayList<>();
    Optional.ofNullable(results.headlines().get(sae))
        .ifPresent(headline -> sentences.add(headline.sentence()));
    results.spec().map(Findings::sureness).ifPresent(sentences::add);
    return sentences;
  }

  private static String sureness(StudySpec spec) {
    int draws = spec.variantSeeds().size();
    return ("How sure: a difference is one that another draw of the null would not show (%s %% level, adjusted for the primary metrics of that null)."
            + " This study has %s of each random null. It is about this one trained model and this text.")
        .formatted(
            Numbers.setting(100 * (1 - spec.statistics().confidence())),
            draws == 1 ? "one draw, which says nothing of others," : draws + " draws");
  }
}
