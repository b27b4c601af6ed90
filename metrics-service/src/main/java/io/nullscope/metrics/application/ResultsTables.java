package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.CellPositions;
import io.nullscope.metrics.domain.LatentValues;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CanonicalJson;
import io.nullscope.study.CellKey;
import io.nullscope.study.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * cells.csv, latents.csv and verdicts.csv: RFC 4180 with a header line; undefined numbers are
 * empty.
 */
final class ResultsTables {

  private static final List<String> SPLITS =
      List.of(CellPositions.TRAINING, CellPositions.EVALUATION, CellPositions.INTERPRETATION);
  private static final List<String> REASONS =
      List.of("first", "specialTokens", "tokens", "maxNormMedians");

  private ResultsTables() {}

  /** A row for each cell, four columns for each metric that any cell has. */
  static String cells(StudyResults results) {
    List<CellRecord> cells = results.cells().stream().map(StudyResults.Cell::record).toList();
    List<MetricId> metrics =
        Arrays.stream(MetricId.values())
            .filter(id -> cells.stream().anyMatch(cell -> cell.metrics().containsKey(id.id())))
            .toList();
    List<Object> header = new ArrayList<>(keyColumns());
    header.addAll(
        List.of("saeId", "latentsAlive", "latentsEligible", "latentsScored", "judgeFailures"));
    header.addAll(positionColumns());
    for (MetricId id : metrics) {
      header.addAll(List.of(id.id(), id.id() + ".ciLow", id.id() + ".ciHigh", id.id() + ".n"));
    }
    StringBuilder out = new StringBuilder();
    row(out, header);
    for (CellRecord cell : cells) {
      List<Object> row = key(cell.key());
      CellCounts counts = cell.counts();
      row.addAll(
          List.of(
              cell.saeId(),
              counts.latentsAlive(),
              counts.latentsEligible(),
              counts.latentsScored(),
              counts.judgeFailures()));
      row.addAll(positions(cell.positions()));
      for (MetricId id : metrics) {
        MetricValue value = cell.metrics().get(id.id());
        row.addAll(
            value == null
                ? List.of("", "", "", "")
                : List.of(value.value(), value.ciLow(), value.ciHigh(), value.n()));
      }
      row(out, row);
    }
    return out.toString();
  }

  /** Of each split all positions and those left out, by reason; then how uneven the rest is. */
  private static List<String> positionColumns() {
    List<String> columns = new ArrayList<>();
    for (String split : SPLITS) {
      columns.add("positions." + split);
      REASONS.forEach(reason -> columns.add("positions." + split + ".leftOut." + reason));
    }
    columns.add("positions.topPercentShare");
    return columns;
  }

  private static List<Object> positions(Optional<CellPositions> positions) {
    if (positions.isEmpty()) {
      return Collections.nCopies(positionColumns().size(), "");
    }
    List<Object> values = new ArrayList<>();
    for (String name : SPLITS) {
      CellPositions.Split split = positions.get().splits().get(name);
      values.add(split.all());
      REASONS.forEach(reason -> values.add(split.leftOut().getOrDefault(reason, 0L)));
    }
    values.add(positions.get().topPercentShare());
    return values;
  }

  /**
   * A row for each scored latent. Columns of the main scores first, as ever; then every other
   * per-latent metric that any latent has, named after its id without the version.
   */
  static String latents(StudyResults results) {
    List<String> scorers =
        results.spec().stream()
            .flatMap(spec -> spec.autointerp().scorers().stream())
            .map(Scorer::id)
            .filter(scorer -> MetricId.find(scorer + ".auroc.v1").isPresent())
            .sorted()
            .toList();
    List<MetricId> others = others(results, scorers);
    List<Object> header = new ArrayList<>(keyColumns());
    header.addAll(
        List.of(
            "latent",
            "activeWindows",
            "activeTokens",
            "maxActivation",
            "tokenEntropy",
            "tokenDeterminedShare",
            "tokenTop1Mass",
            "distinctTokens"));
    for (String scorer : scorers) {
      header.add(scorer + ".auroc");
      balancedAccuracy(scorer).ifPresent(metric -> header.add(scorer + ".balancedAccuracy"));
      header.add(scorer + ".judgeFailures");
    }
    others.forEach(metric -> header.add(metric.id().replaceFirst("\\.v[0-9]+$", "")));
    header.addAll(List.of("explanationFailure", "explanation"));
    StringBuilder out = new StringBuilder();
    row(out, header);
    for (StudyResults.Cell cell : results.cells()) {
      for (LatentSummary latent : cell.latents()) {
        row(out, latent(cell.record().key(), latent, scorers, others));
      }
    }
    return out.toString();
  }

  private static List<MetricId> others(StudyResults results, List<String> scorers) {
    Set<MetricId> metrics = EnumSet.noneOf(MetricId.class);
    results.cells().stream()
        .flatMap(cell -> cell.latents().stream())
        .forEach(latent -> metrics.addAll(latent.values().values().keySet()));
    for (String scorer : scorers) {
      metrics.remove(MetricId.auroc(scorer));
      balancedAccuracy(scorer).ifPresent(metrics::remove);
    }
    return List.copyOf(metrics);
  }

  /** The embedding scorer gives no yes or no. */
  private static Optional<MetricId> balancedAccuracy(String scorer) {
    return MetricId.find(scorer + ".balanced_accuracy.v1");
  }

  private static List<Object> latent(
      CellKey key, LatentSummary latent, List<String> scorers, List<MetricId> others) {
    List<Object> row = key(key);
    row.addAll(
        List.of(
            latent.index(),
            latent.activeWindows(),
            latent.activeTokens(),
            latent.maxActivation(),
            latent.tokens().entropy(),
            latent.tokens().determinedShare(),
            latent.tokens().topMass(),
            latent.tokens().distinctTokens()));
    LatentValues values = latent.values();
    for (String scorer : scorers) {
      row.add(values.value(MetricId.auroc(scorer)));
      balancedAccuracy(scorer).ifPresent(metric -> row.add(values.value(metric)));
      row.add(values.failures().getOrDefault(scorer, 0));
    }
    others.forEach(metric -> row.add(values.value(metric)));
    row.add(latent.explanation().failure());
    row.add(latent.explanation().text());
    return row;
  }

  private static List<Object> keyColumns() {
    return List.of("variant", "variantSeed", "hookPoint", "sae", "saeSeed");
  }

  private static List<Object> key(CellKey key) {
    return new ArrayList<>(
        List.of(
            key.variant().kind().id(),
            key.variant().seed(),
            key.hookPoint().toString(),
            key.sae(),
            key.saeSeed()));
  }

  /** A row for each verdict, with the fields of results.json. */
  static String verdicts(List<Verdict> verdicts) {
    List<String> columns =
        List.of(
            "metric",
            "sae",
            "variant",
            "nullSae",
            "hookPoint",
            "role",
            "verdict",
            "direction",
            "reading",
            "effect",
            "ciLow",
            "ciHigh",
            "scope",
            "draws",
            "saeSeeds",
            "sdDraws",
            "sdWithin",
            "df",
            "pValue",
            "pAdjusted",
            "margin",
            "probabilityAbove",
            "rank",
            "detectable",
            "sentence",
            "reason");
    StringBuilder out = new StringBuilder();
    row(out, new ArrayList<>(columns));
    for (Verdict verdict : verdicts) {
      Map<String, Object> tree = ResultsJson.verdict(verdict);
      row(out, columns.stream().map(column -> tree.getOrDefault(column, "")).toList());
    }
    return out.toString();
  }

  private static void row(StringBuilder out, List<Object> values) {
    String separator = "";
    for (Object value : values) {
      out.append(separator).append(field(value));
      separator = ",";
    }
    out.append("\r\n");
  }

  private static String field(Object value) {
    if (value instanceof Double number) {
      return Double.isFinite(number) ? CanonicalJson.write(number) : "";
    }
    String text = inert(value.toString());
    return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  /** Explanations come from language models: a spreadsheet must not take one for a formula. */
  private static String inert(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
