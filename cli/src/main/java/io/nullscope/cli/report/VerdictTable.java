package io.nullscope.cli.report;

import io.nullscope.v1.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Does a metric tell the trained model from a null? One row a metric, one column a null, over all
 * hook points where the server has such a verdict; otherwise the verdicts of the single hook
 * points, counted.
 */
public final class VerdictTable {
  private static final String ALL = "all";

  private VerdictTable() {}

  /** The table; a sentence when there are no verdicts. */
  public static String render(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return "No verdicts: the study has no null to compare with the trained model.";
    }
    Set<String> nulls = new LinkedHashSet<>();
    Map<String, Map<String, List<Verdict>>> byMetric = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      nulls.add(verdict.getVariant());
      byMetric
          .computeIfAbsent(verdict.getMetric(), unused -> new LinkedHashMap<>())
          .computeIfAbsent(verdict.getVariant(), unused -> new ArrayList<>())
          .add(verdict);
    }
    List<String> header = new ArrayList<>(List.of("trained against"));
    header.addAll(nulls);
    TextTable table = new TextTable(header.size(), header);
    byMetric.forEach(
        (metric, byNull) -> {
          List<String> row = new ArrayList<>(List.of(metric));
          nulls.forEach(variant -> row.add(cell(byNull.getOrDefault(variant, List.of()))));
          table.row(row);
        });
    return table.render();
  }

  private static String cell(List<Verdict> verdicts) {
    if (verdicts.isEmpty()) {
      return "-";
    }
    for (Verdict verdict : verdicts) {
      if (verdict.getHookPoint().equals(ALL)) {
        return isDefined(verdict)
            ? "%s %s"
                .formatted(word(verdict), String.format(Locale.ROOT, "%+.3f", verdict.getEffect()))
            : word(verdict);
      }
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    verdicts.forEach(verdict -> counts.merge(word(verdict), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((verdict, count) -> parts.add(count + "/" + verdicts.size() + " " + verdict));
    return String.join(", ", parts);
  }

  private static String word(Verdict verdict) {
    return isDefined(verdict) ? verdict.getVerdict().toLowerCase(Locale.ROOT) : "undefined";
  }

  /** The metric may have no value for one of the two: then there is nothing to compare. */
  private static boolean isDefined(Verdict verdict) {
    return !Double.isNaN(verdict.getEffect());
  }
}
