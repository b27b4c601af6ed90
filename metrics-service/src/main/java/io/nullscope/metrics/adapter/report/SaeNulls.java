package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.SaeSpec;
import java.util.ArrayList;
import java.util.List;

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
        VerdictTables.ofSaes(results, verdicts, nulls),
        nulls.stream().map(sae -> sentence(sae, verdicts)).toList());
  }

  private static boolean isAbout(Verdict verdict, SaeSpec sae) {
    return verdict.nullSae().filter(sae.name()::equals).isPresent();
  }

  private static String sentence(SaeSpec sae, List<Verdict> verdicts) {
    List<Verdict> own =
        verdicts.stream()
            .filter(verdict -> isAbout(verdict, sae))
            .filter(verdict -> verdict.hookPoint().equals(VerdictTables.ALL) && verdict.defined())
            .toList();
    List<String> apart = labels(own, Conclusion.SEPARATES);
    List<String> alike = labels(own, Conclusion.EQUIVALENT);
    List<String> open = labels(own, Conclusion.INCONCLUSIVE);
    List<String> parts = new ArrayList<>();
    parts.add("%d tell the two apart%s".formatted(apart.size(), listed(apart)));
    if (!alike.isEmpty()) {
      parts.add(
          "%d do not see %s%s".formatted(alike.size(), SaeText.unnoticed(sae), listed(alike)));
    }
    if (!open.isEmpty()) {
      parts.add("%d are inconclusive%s".formatted(open.size(), listed(open)));
    }
    return "%s against %s (%s): of %d metrics, %s."
        .formatted(
            sae.nullOf().orElseThrow(),
            sae.name(),
            SaeText.frozen(sae),
            own.size(),
            String.join("; ", parts));
  }

  private static List<String> labels(List<Verdict> verdicts, Conclusion conclusion) {
    return verdicts.stream()
        .filter(verdict -> verdict.conclusion() == conclusion)
        .map(verdict -> MetricId.find(verdict.metric()).orElseThrow().definition().label())
        .toList();
  }

  private static String listed(List<String> labels) {
    return labels.isEmpty() ? "" : " (" + String.join("; ", labels) + ")";
  }
}
