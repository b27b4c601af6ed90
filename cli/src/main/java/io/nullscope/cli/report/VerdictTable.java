package io.nullscope.cli.report;

import io.nullscope.cli.progress.WrappedText;
import io.nullscope.v1.Headline;
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
 * Does a metric tell trained from a null? First what all scores say together; then one row a
 * metric, one column a null, over all hook points, and the sentences of these verdicts. Variants
 * are compared in a table for each SAE configuration, SAE configurations in one of their own.
 * Secondary metrics and single hook points are in the result files.
 */
public final class VerdictTable {
  private static final String ALL = "all";
  private static final String SLOPE = "slope";
  private static final String SECONDARY = "SECONDARY";

  private VerdictTable() {}

  /**
   * The tables; a sentence when there are no verdicts.
   *
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(List<Headline> headlines, List<Verdict> verdicts, int columns) {
    if (verdicts.isEmpty()) {
      return "No verdicts: the study has no null to compare with the trained model.";
    }
    Map<String, List<Verdict>> bySae = new LinkedHashMap<>();
    List<Verdict> saeNulls = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (!isShown(verdict)) {
        continue;
      }
      if (verdict.getNullSae().isEmpty()) {
        bySae.computeIfAbsent(verdict.getSae(), unused -> new ArrayList<>()).add(verdict);
      } else {
        saeNulls.add(verdict);
      }
    }
    boolean several = bySae.size() > 1 || !saeNulls.isEmpty();
    List<String> parts = new ArrayList<>();
    for (Headline headline : headlines) {
      String of = headlines.size() > 1 ? headline.getSae() + ": " : "";
      parts.add(WrappedText.of(of + headline.getSentence(), columns));
    }
    bySae.forEach(
        (sae, own) -> {
          String heading = several ? "SAE configuration " + sae + "\n" : "";
          parts.add(heading + table("trained against", own, Verdict::getVariant, columns));
          parts.add(sentences(own, Verdict::getVariant, columns));
        });
    if (!saeNulls.isEmpty()) {
      Function<Verdict, String> column =
          verdict -> verdict.getSae() + " vs " + verdict.getNullSae();
      parts.add(
          "SAE nulls, on the trained model: SAEs that were trained against SAEs with a frozen random part\n"
              + table("trained SAE against null", saeNulls, column, columns)
              + "\nA metric on which the two are equivalent does not see that the frozen part was not trained.");
      parts.add(sentences(saeNulls, column, columns));
    }
    return String.join("\n\n", parts);
  }

  private static boolean isShown(Verdict verdict) {
    return !verdict.getRole().equals(SECONDARY)
        && (verdict.getHookPoint().equals(ALL) || verdict.getHookPoint().equals(SLOPE));
  }

  private static String table(
      String corner, List<Verdict> verdicts, Function<Verdict, String> column, int columns) {
    Set<String> nulls = new LinkedHashSet<>();
    Map<String, Map<String, Verdict>> rows = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      nulls.add(column.apply(verdict));
      rows.computeIfAbsent(row(verdict), unused -> new LinkedHashMap<>())
          .put(column.apply(verdict), verdict);
    }
    List<String> header = new ArrayList<>(List.of(corner));
    header.addAll(nulls);
    TextTable table = new TextTable(header.size(), header);
    rows.forEach(
        (metric, byNull) -> {
          List<String> row = new ArrayList<>(List.of(metric));
          nulls.forEach(name -> row.add(byNull.containsKey(name) ? cell(byNull.get(name)) : "-"));
          table.row(row);
        });
    return table.render(columns);
  }

  private static String row(Verdict verdict) {
    return verdict.getHookPoint().equals(SLOPE)
        ? verdict.getMetric() + ", trend over depth"
        : verdict.getMetric();
  }

  private static String cell(Verdict verdict) {
    String word = verdict.getVerdict().toLowerCase(Locale.ROOT).replace('_', ' ');
    return Double.isNaN(verdict.getEffect())
        ? word
        : "%s %s".formatted(word, String.format(Locale.ROOT, "%+.3f", verdict.getEffect()));
  }

  /** One line a verdict; the same sentence about several nulls once. */
  private static String sentences(
      List<Verdict> verdicts, Function<Verdict, String> column, int columns) {
    Map<String, Set<String>> nulls = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      nulls
          .computeIfAbsent(
              row(verdict) + "\n" + verdict.getSentence(), unused -> new LinkedHashSet<>())
          .add(column.apply(verdict));
    }
    List<String> lines = new ArrayList<>();
    nulls.forEach(
        (said, against) -> {
          String[] parts = said.split("\n", 2);
          lines.add("%s, %s: %s".formatted(parts[0], String.join(", ", against), parts[1]));
        });
    return WrappedText.of(String.join("\n", lines), columns);
  }
}
