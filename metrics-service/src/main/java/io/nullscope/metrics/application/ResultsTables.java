package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellCounts;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.CanonicalJson;
import io.nullscope.study.CellKey;
import io.nullscope.study.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** cells.csv and latents.csv: RFC 4180 with a header line; undefined numbers are empty. */
final class ResultsTables {

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

  /** A row for each scored latent. */
  static String latents(StudyResults results) {
    List<String> scorers =
        results.spec().stream()
            .flatMap(spec -> spec.autointerp().scorers().stream())
            .map(Scorer::id)
            .sorted()
            .toList();
    List<Object> header = new ArrayList<>(keyColumns());
    header.addAll(
        List.of(
            "latent",
            "activeWindows",
            "activeTokens",
            "maxActivation",
            "tokenEntropy",
            "tokenEntropyNormalized",
            "tokenTop1Mass",
            "distinctTokens"));
    for (String scorer : scorers) {
      header.addAll(
          List.of(scorer + ".auroc", scorer + ".balancedAccuracy", scorer + ".judgeFailures"));
    }
    header.add("explanation");
    StringBuilder out = new StringBuilder();
    row(out, header);
    for (StudyResults.Cell cell : results.cells()) {
      for (LatentSummary latent : cell.latents()) {
        row(out, latent(cell.record().key(), latent, scorers));
      }
    }
    return out.toString();
  }

  private static List<Object> latent(CellKey key, LatentSummary latent, List<String> scorers) {
    List<Object> row = key(key);
    row.addAll(
        List.of(
            latent.index(),
            latent.activeWindows(),
            latent.activeTokens(),
            latent.maxActivation(),
            latent.tokens().entropy(),
            latent.tokens().normalizedEntropy(),
            latent.tokens().topMass(),
            latent.tokens().distinctTokens()));
    for (String scorer : scorers) {
      LatentSummary.Score score = latent.scores().get(scorer);
      row.addAll(List.of(score.auroc(), score.balancedAccuracy(), score.failures()));
    }
    row.add(latent.explanation());
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
    String text = value.toString();
    return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
