package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.SaeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What training the SAE contributes: on the trained variant, configurations with something frozen
 * against those they are nulls of.
 *
 * @param sentences what was found over all hook points, null by null
 */
public record SaeNulls(VerdictTables verdicts, List<String> sentences) {

  static SaeNulls of(StudyResults results) {
    List<Verdict> verdicts =
        results.verdicts().stream().filter(verdict -> verdict.nullSae().isPresent()).toList();
    List<SaeSpec> nulls =
        results.spec().stream()
            .flatMap(spec -> spec.saes().stream())
            .filter(SaeSpec::isNull)
            .filter(sae -> verdicts.stream().anyMatch(verdict -> isAbout(verdict, sae)))
            .toList();
    return new SaeNulls(
        VerdictTables.ofSaes(verdicts, nulls),
        nulls.stream().map(sae -> sentence(sae, verdicts)).toList());
  }

  private static boolean isAbout(Verdict verdict, SaeSpec sae) {
    return verdict.nullSae().filter(sae.name()::equals).isPresent();
  }

  private static String sentence(SaeSpec sae, List<Verdict> verdicts) {
    List<Verdict> own =
        verdicts.stream()
            .filter(verdict -> isAbout(verdict, sae))
            .filter(verdict -> verdict.hookPoint().equals(Subject.ALL))
            .filter(verdict -> verdict.subject().role() == MetricRole.PRIMARY)
            .toList();
    List<String> parts = new ArrayList<>();
    List<String> apart = labels(own, Conclusion::differs);
    parts.add("%d tell the two apart%s".formatted(apart.size(), listed(apart)));
    addTo(parts, "do not see " + SaeText.unnoticed(sae), own, Conclusion.EQUIVALENT);
    addTo(parts, "are inconclusive", own, Conclusion.INCONCLUSIVE);
    addTo(parts, "are unreplicated", own, Conclusion.UNREPLICATED);
    addTo(parts, "are not comparable", own, Conclusion.NOT_COMPARABLE);
    return "%s against %s (%s): of %d primary metrics, %s."
        .formatted(
            sae.nullOf().orElseThrow(),
            sae.name(),
            SaeText.frozen(sae),
            own.size(),
            String.join("; ", parts));
  }

  private static void addTo(
      List<String> parts, String what, List<Verdict> verdicts, Conclusion conclusion) {
    List<String> labels = labels(verdicts, conclusion::equals);
    if (!labels.isEmpty()) {
      parts.add("%d %s%s".formatted(labels.size(), what, listed(labels)));
    }
  }

  private static List<String> labels(List<Verdict> verdicts, Predicate<Conclusion> wanted) {
    return verdicts.stream()
        .filter(verdict -> wanted.test(verdict.conclusion()))
        .map(verdict -> MetricId.find(verdict.metric()).orElseThrow().definition().label())
        .toList();
  }

  private static String listed(List<String> labels) {
    return labels.isEmpty() ? "" : " (" + String.join("; ", labels) + ")";
  }
}
