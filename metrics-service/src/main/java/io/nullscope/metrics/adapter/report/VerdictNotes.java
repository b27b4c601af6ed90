package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.CellRecord;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.VariantKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stands below a table of verdicts, in words: all that would look like a mistake in it. */
final class VerdictNotes {

  private static final String AGAINST_INTERVAL = "†";
  private static final String DESPITE_INTERVAL = "‡";

  private final StudyResults results;
  private final double level;
  private final long tests;

  VerdictNotes(StudyResults results) {
    this.results = results;
    StatisticsSpec statistics =
        results.spec().map(StudySpec::statistics).orElse(StatisticsSpec.DEFAULT);
    this.level = 1 - statistics.confidence();
    this.tests = results.verdicts().stream().filter(Verdict::defined).count();
  }

  /** The sign in the table that refers to a note; "" where interval and verdict agree. */
  static String mark(Verdict verdict) {
    boolean leavesOutZero = verdict.ciLow() > 0 || verdict.ciHigh() < 0;
    if (verdict.conclusion() == Conclusion.INCONCLUSIVE && leavesOutZero) {
      return AGAINST_INTERVAL;
    }
    return verdict.conclusion() == Conclusion.SEPARATES && !leavesOutZero ? DESPITE_INTERVAL : "";
  }

  /** The notes on these verdicts. */
  List<String> of(Collection<Verdict> verdicts) {
    List<String> notes = new ArrayList<>();
    if (verdicts.stream().anyMatch(verdict -> mark(verdict).equals(AGAINST_INTERVAL))) {
      notes.add(
          ("† Inconclusive, although the interval leaves out 0. An interval is about one comparison alone and misses the truth in"
                  + " %s %% of comparisons: in about %s of the %s tests of this study if nothing differed at all. The verdict follows"
                  + " the p-value, adjusted for all of these tests, which is not below %s. It is a hint, no finding; more latents,"
                  + " documents or seeds may decide it.")
              .formatted(
                  Numbers.setting(100 * level),
                  Numbers.count(Math.round(level * tests)),
                  Numbers.count(tests),
                  Numbers.setting(level)));
    }
    if (verdicts.stream().anyMatch(verdict -> mark(verdict).equals(DESPITE_INTERVAL))) {
      notes.add(
          "‡ Separates, although the interval holds 0. The permutation test asks whether the two sides could be exchanged, the"
              + " interval asks how large the difference is; close to the limit they may disagree. That the two differ is found,"
              + " how much they differ is not.");
    }
    verdicts.stream()
        .map(Verdict::reason)
        .filter(reason -> !reason.isEmpty())
        .distinct()
        .forEach(reason -> notes.add("Not comparable: " + reason + "."));
    for (MetricId metric : MetricId.values()) {
      Set<String> reasons =
          verdicts.stream()
              .filter(verdict -> verdict.metric().equals(metric.id()) && !verdict.defined())
              .flatMap(verdict -> reasons(verdict).stream())
              .collect(Collectors.toCollection(TreeSet::new));
      if (!reasons.isEmpty()) {
        notes.add(
            "%s (%s) is undefined where one of the two sides has no value: %s."
                .formatted(metric.definition().label(), metric.id(), String.join("; ", reasons)));
      }
    }
    return notes;
  }

  private Set<String> reasons(Verdict verdict) {
    return results.cells().stream()
        .map(StudyResults.Cell::record)
        .filter(cell -> isAbout(verdict, cell.key()))
        .map(CellRecord::metrics)
        .map(metrics -> metrics.get(verdict.metric()))
        .filter(Objects::nonNull)
        .filter(value -> !value.defined())
        .map(MetricValue::note)
        .collect(Collectors.toSet());
  }

  private static boolean isAbout(Verdict verdict, CellKey cell) {
    boolean there =
        verdict.hookPoint().equals(VerdictTables.ALL)
            || verdict.hookPoint().equals(cell.hookPoint().toString());
    boolean trained =
        cell.variant().kind().equals(VariantKind.TRAINED) && cell.sae().equals(verdict.sae());
    boolean isNull =
        cell.variant().kind().id().equals(verdict.variant())
            && cell.sae().equals(verdict.nullSae().orElse(verdict.sae()));
    return there && (trained || isNull);
  }
}
