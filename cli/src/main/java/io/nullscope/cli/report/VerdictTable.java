package io.nullscope.cli.report;

import io.nullscope.v1.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Does a metric tell trained from a null? One row a metric, one column a null, over all hook points
 * where the server has such a verdict; otherwise the verdicts of the single hook points, counted.
 * Variants are compared in a table for each SAE configuration, SAE configurations in one of their
 * own.
 */
public final class VerdictTable {
  private static final String ALL = "all";
  private static final String NOT_COMPARABLE = "NOT_COMPARABLE";

  private VerdictTable() {}

  /**
   * The tables; a sentence when there are no verdicts.
   *
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(List<Verdict> verdicts, int columns) {
    if (verdicts.isEmpty()) {
      return "No verdicts: the study has no null to compare with the trained model.";
    }
    Map<String, List<Verdict>> bySae = new LinkedHashMap<>();
    List<Verdict> saeNulls = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.getNullSae().isEmpty()) {
        bySae.computeIfAbsent(verdict.getSae(), unused -> new ArrayList<>()).add(verdict);
      } else {
        saeNulls.add(verdict);
      }
    }
    List<String> tables = new ArrayList<>();
    bySae.forEach(
        (sae, own) -> {
          String heading =
              bySae.size() > 1 || !saeNulls.isEmpty() ? "SAE configuration " + sae + "\n" : "";
          tables.add(heading + table("trained against", own, Verdict::getVariant, columns));
        });
    if (!saeNulls.isEmpty()) {
      tables.add(
          "SAE nulls, on the trained model: SAEs that were trained against SAEs with a frozen random part\n"
              + table(
                  "trained SAE against null",
                  saeNulls,
                  verdict -> verdict.getSae() + " vs " + verdict.getNullSae(),
                  columns)
              + "\nA metric on which the two are equivalent does not see that the frozen part was not trained.");
    }
    verdicts.stream()
        .filter(verdict -> verdict.getVerdict().equals(NOT_COMPARABLE))
        .filter(verdict -> !verdict.getHookPoint().equals(ALL))
        .map(verdict -> "Not comparable: " + verdict.getReason() + ".")
        .distinct()
        .forEach(tables::add);
    return String.join("\n\n", tables);
  }

  private static String table(
      String corner, List<Verdict> verdicts, Function<Verdict, String> column, int columns) {
    Set<String> nulls = new LinkedHashSet<>();
    Map<String, Map<String, List<Verdict>>> byMetric = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      nulls.add(column.apply(verdict));
      byMetric
          .computeIfAbsent(verdict.getMetric(), unused -> new LinkedHashMap<>())
          .computeIfAbsent(column.apply(verdict), unused -> new ArrayList<>())
          .add(verdict);
    }
    List<String> header = new ArrayList<>(List.of(corner));
    header.addAll(nulls);
    TextTable table = new TextTable(header.size(), header);
    byMetric.forEach(
        (metric, byNull) -> {
          List<String> row = new ArrayList<>(List.of(metric));
          nulls.forEach(name -> row.add(cell(byNull.getOrDefault(name, List.of()))));
          table.row(row);
        });
    return table.render(columns);
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
    if (verdict.getVerdict().equals(NOT_COMPARABLE)) {
      return "not comparable";
    }
    return isDefined(verdict) ? verdict.getVerdict().toLowerCase(Locale.ROOT) : "undefined";
  }

  /** The metric may have no value for one of the two: then there is nothing to compare. */
  private static boolean isDefined(Verdict verdict) {
    return !Double.isNaN(verdict.getEffect());
  }
}
