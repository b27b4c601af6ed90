package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.study.StudySpec;
import java.util.List;

/** How to read the verdict tables, term by term. */
final class Reading {

  private Reading() {}

  static List<ReportPage.Fact> of(StudyResults results) {
    return results.spec().map(Reading::of).orElse(List.of());
  }

  private static List<ReportPage.Fact> of(StudySpec spec) {
    double confidence = spec.statistics().confidence();
    String level = Numbers.setting(1 - confidence);
    return List.of(
        new ReportPage.Fact(
            "effect [interval]",
            "trained − mean of the null's draws, in the metric's unit (L0, L1: logarithm of the ratio), with the %s %% interval of trained − a new draw; of a fixed null over SAE seeds"
                .formatted(Numbers.setting(100 * confidence))),
        new ReportPage.Fact(
            "p, adjusted",
            "of a t-test of one case against the draws, and adjusted by Holm's rule for the primary metrics of the same null; at single hook points, for the hook points"),
        new ReportPage.Fact(
            "trained better, null better",
            "adjusted p below %s, of a metric with a direction that learning would give; ▲ trained higher, ▼ null higher"
                .formatted(level)),
        new ReportPage.Fact(
            "trained higher, null higher",
            "the same of a metric without such a direction: the two differ, neither is more meaningful"),
        new ReportPage.Fact(
            "equivalent",
            "the %s %% interval lies within ± the metric's margin: if there is a difference, it is too small to matter"
                .formatted(Numbers.setting(100 * (2 * confidence - 1)))),
        new ReportPage.Fact("inconclusive", "neither: more draws, latents or documents may decide"),
        new ReportPage.Fact(
            "unreplicated",
            "one draw, or fewer than three SAE seeds of a fixed null: nothing is said of others"),
        new ReportPage.Fact(
            "not comparable",
            "the numbers are not about the same thing; why, is said below the table"),
        new ReportPage.Fact(
            "interval only",
            "no claim: a secondary metric, or a hook point of a metric that does not differ over all of them"));
  }
}
