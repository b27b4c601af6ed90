package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import java.util.List;

/** How to read the verdict tables, term by term. */
final class Reading {

  private Reading() {}

  static List<ReportPage.Fact> of(StudyResults results) {
    return results.spec().map(spec -> of(spec, results.verdicts())).orElse(List.of());
  }

  private static List<ReportPage.Fact> of(StudySpec spec, List<Verdict> verdicts) {
    StatisticsSpec statistics = spec.statistics();
    long tests = verdicts.stream().filter(Verdict::defined).count();
    boolean twice =
        verdicts.stream()
                .map(Verdict::hookPoint)
                .filter(point -> !point.equals(VerdictTables.ALL))
                .distinct()
                .count()
            == 1;
    String confidence = Numbers.setting(100 * statistics.confidence());
    String level = Numbers.setting(1 - statistics.confidence());
    return List.of(
        new ReportPage.Fact(
            "effect [interval]",
            "trained − null, in the metric's unit, with its %s %% interval from %s bootstrap resamples of latents or documents"
                .formatted(confidence, Numbers.count(statistics.bootstrapResamples()))),
        new ReportPage.Fact(
            "p, adjusted",
            "p-value of a permutation test of this comparison, and the same adjusted by Holm's rule for all %s tests of the study, so"
                    .formatted(Numbers.count(tests))
                + " that with so many tests there is still only a %s chance of any false finding%s"
                    .formatted(
                        level,
                        twice
                            ? "; of a single hook point each test is counted twice there, which makes the adjustment stricter than it"
                                + " need be"
                            : "")),
        new ReportPage.Fact(
            "separates", "adjusted p below %s; ▲ trained higher, ▼ null higher".formatted(level)),
        new ReportPage.Fact(
            "equivalent",
            "does not separate, and the whole interval lies within ± %s of the metric's scale (of the trained value for L0 and L1)"
                .formatted(Numbers.setting(statistics.equivalenceMargin()))),
        new ReportPage.Fact("inconclusive", "neither: the data cannot say"),
        new ReportPage.Fact(
            "not comparable",
            "a few positions hold most of the squared norm of one of the two, so R² and L1 are about them alone; nothing was tested"),
        new ReportPage.Fact(
            "undefined",
            "the metric has no value for one of the two; why, is said below the table"));
  }
}
