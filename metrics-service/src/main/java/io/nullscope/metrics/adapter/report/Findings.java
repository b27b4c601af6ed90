package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.EffectDirection;
import io.nullscope.metrics.domain.MetricFamily;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StudySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The first screen: one interpretability score of every variant on one scale, and what the verdicts
 * over all hook points say, in words.
 *
 * @param metric label of the score
 * @param description what the score is
 * @param chance where a score without information stands on the scale, in percent of its width
 * @param lines a line for each variant that has the score
 * @param sentences what was found and how sure it is
 * @param groups which metrics were found to do what
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
        tested.stream()
            .filter(verdict -> verdict.hookPoint().equals(VerdictTables.ALL) && verdict.defined())
            .toList();
    List<StudyResults.Cell> cells =
        results.cells().stream().filter(cell -> cell.record().key().sae().equals(sae)).toList();
    Groups groups = Groups.of(verdicts);
    List<String> sentences = sentences(results, groups);
    Optional<MetricId> headline =
        HEADLINES.stream()
            .filter(metric -> variants.stream().anyMatch(v -> !values(cells, v, metric).isEmpty()))
            .findFirst();
    if (headline.isEmpty()) {
      return new Findings("", "", Optional.empty(), List.of(), sentences, groups.facts());
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
        groups.facts());
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

  /** "trained higher on 5 of 6 interpretability scores, not told apart on 1". */
  private static String verdict(VariantStyle variant, List<Verdict> verdicts) {
    List<Verdict> own =
        verdicts.stream()
            .filter(verdict -> verdict.variant().equals(variant.id()))
            .filter(verdict -> family(verdict) == MetricFamily.INTERPRETABILITY)
            .toList();
    if (own.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    addCount(parts, "trained higher on", own, v -> v.direction() == EffectDirection.TRAINED_HIGHER);
    addCount(parts, "this null higher on", own, v -> v.direction() == EffectDirection.NULL_HIGHER);
    addCount(parts, "equivalent on", own, v -> v.conclusion() == Conclusion.EQUIVALENT);
    addCount(parts, "inconclusive on", own, v -> v.conclusion() == Conclusion.INCONCLUSIVE);
    return "Of %d interpretability scores: %s.".formatted(own.size(), String.join(", ", parts));
  }

  private static void addCount(
      List<String> parts, String what, List<Verdict> verdicts, Predicate<Verdict> counted) {
    long count = verdicts.stream().filter(counted).count();
    if (count > 0) {
      parts.add(what + " " + count);
    }
  }

  private static MetricFamily family(Verdict verdict) {
    return MetricId.find(verdict.metric()).orElseThrow().definition().family();
  }

  /** Labels of the metrics that tell the trained model from so many nulls. */
  private record Groups(List<String> every, List<String> some, List<String> none) {

    static Groups of(List<Verdict> verdicts) {
      Groups groups = new Groups(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (MetricId metric : MetricId.values()) {
        List<Verdict> own = verdicts.stream().filter(v -> v.metric().equals(metric.id())).toList();
        long apart = own.stream().filter(v -> v.conclusion() == Conclusion.SEPARATES).count();
        if (!own.isEmpty()) {
          (apart == own.size() ? groups.every : apart == 0 ? groups.none : groups.some)
              .add(metric.definition().label());
        }
      }
      return groups;
    }

    int size() {
      return every.size() + some.size() + none.size();
    }

    List<ReportPage.Fact> facts() {
      return Stream.of(
              fact("from every null", every), fact("from some", some), fact("from none", none))
          .filter(fact -> !fact.value().isEmpty())
          .toList();
    }

    /** Labels have commas of their own. */
    private static ReportPage.Fact fact(String name, List<String> labels) {
      return new ReportPage.Fact(name, String.join("; ", labels));
    }
  }

  private static List<String> sentences(StudyResults results, Groups groups) {
    List<String> sentences = new ArrayList<>();
    if (groups.size() > 0) {
      sentences.add(
          "Of %d metrics, %d tell the trained model from every null, %d from some and %d from none."
              .formatted(
                  groups.size(), groups.every.size(), groups.some.size(), groups.none.size()));
    }
    results.spec().map(Findings::sureness).ifPresent(sentences::add);
    return sentences;
  }

  private static String sureness(StudySpec spec) {
    return ("How sure: a metric tells two variants apart when the difference is significant (adjusted for all tests, %s %% level);"
            + " intervals are over latents or documents. All of it holds for this model, this text and these seeds (%s);"
            + " other seeds may differ by more than the intervals say.")
        .formatted(
            Numbers.setting(100 * (1 - spec.statistics().confidence())),
            spec.variantSeeds().size() == 1
                ? "one draw of each random variant"
                : spec.variantSeeds().size() + " draws of each random variant")
        .strip();
  }
}
