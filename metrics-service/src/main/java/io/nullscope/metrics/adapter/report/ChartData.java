package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.LatentSummary;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.application.VariantScore;
import io.nullscope.metrics.domain.MetricDefinition;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.RocPoint;
import io.nullscope.metrics.domain.Scorers;
import io.nullscope.metrics.domain.TestWindow;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.SaeSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The data of the charts, as a JSON tree that report.js reads. */
final class ChartData {

  /** Shown first; the others are behind a button. */
  private static final Set<MetricId> HEADLINE =
      Set.of(
          MetricId.R2_GLOBAL_CENTERED,
          MetricId.COSINE_MEAN,
          MetricId.CE_RECOVERED,
          MetricId.L1_MEAN,
          MetricId.FUZZING_AUROC_POOLED,
          MetricId.DETECTION_AUROC_POOLED,
          MetricId.TOKEN_ENTROPY_MEAN,
          MetricId.ALIVE_FRACTION);

  private static final int LONGEST_EXPLANATION = 120;

  private final List<StudyResults.Cell> cells;
  private final List<HookPoint> hookPoints;
  private final List<String> saes;

  private ChartData(List<StudyResults.Cell> cells, List<String> saes) {
    this.cells = cells;
    this.saes = saes;
    this.hookPoints =
        cells.stream().map(cell -> cell.record().key().hookPoint()).distinct().sorted().toList();
  }

  static Map<String, Object> of(StudyResults results, List<VariantStyle> variants) {
    List<String> saes =
        results.spec().stream().flatMap(spec -> spec.saes().stream()).map(SaeSpec::name).toList();
    ChartData data = new ChartData(results.cells(), saes);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("variants", variants.stream().map(ChartData::variant).toList());
    tree.put("saes", data.saes);
    tree.put("hookPoints", data.hookPoints.stream().map(HookPoint::toString).toList());
    tree.put("metrics", data.metrics());
    tree.put("kinds", data.kinds(results.variantScores()));
    tree.put("roc", data.curves());
    tree.put("latents", data.latents());
    return tree;
  }

  private static Map<String, Object> variant(VariantStyle style) {
    return Map.of(
        "id",
        style.id(),
        "label",
        style.label(),
        "color",
        style.property(),
        "symbol",
        style.symbol());
  }

  /**
   * For each metric that has a value: its definition and [hook point index, variant, seeds, value,
   * low, high, n, SAE configuration index] for each cell.
   */
  private List<Object> metrics() {
    return Arrays.stream(MetricId.values())
        .filter(id -> id.definition().role() != MetricRole.SENSITIVITY)
        .filter(id -> cells.stream().anyMatch(cell -> defined(cell, id)))
        .<Object>map(this::metric)
        .toList();
  }

  private static boolean defined(StudyResults.Cell cell, MetricId id) {
    MetricValue value = cell.record().metrics().get(id.id());
    return value != null && value.defined();
  }

  private Map<String, Object> metric(MetricId id) {
    MetricDefinition definition = id.definition();
    List<Object> points = new ArrayList<>();
    for (StudyResults.Cell cell : cells) {
      if (defined(cell, id)) {
        MetricValue value = cell.record().metrics().get(id.id());
        CellKey key = cell.record().key();
        points.add(
            Arrays.asList(
                hookPoints.indexOf(key.hookPoint()),
                key.variant().kind().id(),
                seeds(key),
                Numbers.forChart(value.value()),
                Numbers.forChart(value.ciLow()),
                Numbers.forChart(value.ciHigh()),
                value.n(),
                saes.indexOf(key.sae())));
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("id", id.id());
    tree.put("label", definition.label());
    tree.put("unit", definition.unit());
    tree.put("description", definition.description());
    tree.put("chance", definition.chance().isPresent() ? definition.chance().getAsDouble() : null);
    tree.put("headline", HEADLINE.contains(id));
    tree.put("points", points);
    return tree;
  }

  /**
   * For each scorer with more than one kind of negatives: the kinds, and [kind's index, variant,
   * value, low, high, n, SAE configuration index] over all hook points.
   */
  private List<Object> kinds(List<VariantScore> scores) {
    List<Object> charts = new ArrayList<>();
    for (String scorer : List.of(Scorers.FUZZING, Scorers.DETECTION)) {
      List<String> kinds =
          TestWindow.KINDS.stream()
              .filter(kind -> scores.stream().anyMatch(s -> defined(s, scorer, kind)))
              .toList();
      if (kinds.size() < 2) {
        continue;
      }
      List<Object> points = new ArrayList<>();
      for (String kind : kinds) {
        scores.stream()
            .filter(score -> defined(score, scorer, kind))
            .forEach(score -> points.add(point(kinds.indexOf(kind), score)));
      }
      Map<String, Object> chart = new LinkedHashMap<>();
      chart.put("scorer", scorer);
      chart.put("kinds", kinds);
      chart.put("points", points);
      charts.add(chart);
    }
    return charts;
  }

  private static boolean defined(VariantScore score, String scorer, String kind) {
    return score.metric() == MetricId.auroc(scorer, kind) && score.value().defined();
  }

  private List<Object> point(int kind, VariantScore score) {
    MetricValue value = score.value();
    return Arrays.asList(
        kind,
        score.variant().id(),
        Numbers.forChart(value.value()),
        Numbers.forChart(value.ciLow()),
        Numbers.forChart(value.ciHigh()),
        value.n(),
        saes.indexOf(score.sae()));
  }

  private static String seeds(CellKey key) {
    return "variant seed " + key.variant().seed() + ", SAE seed " + key.saeSeed();
  }

  /**
   * Scorer → curves with the hook point's index, variant, seeds, area with interval, points, SAE
   * configuration's index.
   */
  private Map<String, Object> curves() {
    Map<String, List<Object>> byScorer = new LinkedHashMap<>();
    for (StudyResults.Cell cell : cells) {
      CellKey key = cell.record().key();
      cell.record()
          .rocCurves()
          .forEach(
              (scorer, curve) -> {
                // The embedding scorer has a curve, but no metric that is its area.
                MetricValue area = cell.record().metrics().get(scorer + ".auroc_pooled.v1");
                if (curve.points().isEmpty() || area == null) {
                  return;
                }
                byScorer
                    .computeIfAbsent(scorer, s -> new ArrayList<>())
                    .add(
                        Arrays.asList(
                            hookPoints.indexOf(key.hookPoint()),
                            key.variant().kind().id(),
                            seeds(key),
                            Numbers.forChart(area.value()),
                            Numbers.forChart(area.ciLow()),
                            Numbers.forChart(area.ciHigh()),
                            curve.points().stream().map(ChartData::point).toList(),
                            saes.indexOf(key.sae())));
              });
    }
    return new LinkedHashMap<>(byScorer);
  }

  private static List<Object> point(RocPoint point) {
    return Arrays.asList(
        Numbers.forChart(point.falsePositiveRate()), Numbers.forChart(point.truePositiveRate()));
  }

  /**
   * [hook point index, variant, latent, entropy, {scorer: AUROC}, explanation, SAE configuration
   * index] for each scored latent.
   */
  private List<Object> latents() {
    List<Object> latents = new ArrayList<>();
    for (StudyResults.Cell cell : cells) {
      CellKey key = cell.record().key();
      for (LatentSummary latent : cell.latents()) {
        Map<String, Object> scores = new LinkedHashMap<>();
        for (String scorer : cell.record().rocCurves().keySet()) {
          double auroc = latent.values().value(MetricId.auroc(scorer));
          scores.put(scorer, Numbers.forChart(auroc));
        }
        latents.add(
            Arrays.asList(
                hookPoints.indexOf(key.hookPoint()),
                key.variant().kind().id(),
                latent.index(),
                Numbers.forChart(latent.tokens().entropy()),
                scores,
                VisibleText.of(shortened(latent.explanation().text())),
                saes.indexOf(key.sae())));
      }
    }
    return latents;
  }

  private static String shortened(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST_EXPLANATION) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, LONGEST_EXPLANATION)) + "…";
  }
}
