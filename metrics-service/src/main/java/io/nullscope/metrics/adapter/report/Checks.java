package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.ControlCheck;
import io.nullscope.metrics.application.StudyResults;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether shuffled explanations score at chance, in words.
 *
 * @param summary how many checks there were and how many held; "" when there were none
 * @param warnings one for each check that did not hold
 */
public record Checks(String summary, List<String> warnings) {

  static Checks of(StudyResults results, Map<String, VariantStyle> styles) {
    List<ControlCheck> made =
        results.checks().stream().filter(check -> check.passed().isPresent()).toList();
    List<ControlCheck> missed = made.stream().filter(ControlCheck::missed).toList();
    if (made.isEmpty()) {
      String none =
          results.checks().isEmpty()
              ? ""
              : "No check with shuffled explanations could be made: that takes ten explained latents.";
      return new Checks(none, List.of());
    }
    StatisticsSpec statistics = results.spec().map(StudySpec::statistics).orElseThrow();
    double level = statistics.confidence();
    String summary =
        "Checked for each variant, over all its hook points and seeds: does the %s %% interval of the score with shuffled explanations hold chance, or lie within the metric's margin of it? %d of %d do.%s"
            .formatted(
                Numbers.setting(100 * level),
                made.size() - missed.size(),
                made.size(),
                missed.isEmpty()
                    ? ""
                    : " At most %s of so many are expected to miss by chance alone."
                        .formatted(Numbers.setting((1 - level) * made.size())));
    boolean several = results.spec().map(spec -> spec.saes().size() > 1).orElse(false);
    return new Checks(
        summary, missed.stream().map(check -> warning(check, styles, several)).toList());
  }

  private static String warning(
      ControlCheck check, Map<String, VariantStyle> styles, boolean several) {
    // Three decimals: an interval that misses by little must not seem to hold what it misses.
    return String.format(
        Locale.ROOT,
        "%s of %s%s is %.3f [%.3f, %.3f]; chance is %s.",
        check.metric().definition().label(),
        styles.get(check.variant().id()).label(),
        several ? " (" + check.sae() + ")" : "",
        check.value().value(),
        check.value().ciLow(),
        check.value().ciHigh(),
        Numbers.setting(check.chance()));
  }
}
