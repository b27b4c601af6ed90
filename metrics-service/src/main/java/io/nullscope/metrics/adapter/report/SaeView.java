package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.application.TrustCard;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.StudySpec;
import java.util.List;
import java.util.Map;

/**
 * What the report shows of one SAE configuration.
 *
 * @param hidden not shown until it is chosen
 */
public record SaeView(
    String name,
    String description,
    boolean hidden,
    Findings findings,
    TrustView trust,
    VerdictTables verdicts,
    JudgesView judges,
    LatentCards latents) {

  /** One for each configuration, the first one shown. */
  static List<SaeView> of(
      StudyResults results, List<VariantStyle> variants, Map<String, VariantStyle> styles) {
    List<SaeSpec> saes = results.spec().map(StudySpec::saes).orElse(List.of());
    List<TrustCard> trust = results.trust();
    return saes.stream()
        .map(sae -> view(results, sae, trust, sae != saes.get(0), variants, styles))
        .toList();
  }

  private static SaeView view(
      StudyResults results,
      SaeSpec sae,
      List<TrustCard> trust,
      boolean hidden,
      List<VariantStyle> variants,
      Map<String, VariantStyle> styles) {
    List<Verdict> verdicts =
        results.verdicts().stream()
            .filter(verdict -> verdict.sae().equals(sae.name()) && verdict.nullSae().isEmpty())
            .toList();
    return new SaeView(
        sae.name(),
        SaeText.describe(sae, results.progress()),
        hidden,
        Findings.of(results, variants, sae.name(), verdicts),
        TrustView.of(trust, sae.name()),
        VerdictTables.ofVariants(verdicts, variants),
        JudgesView.of(results, variants, sae.name()),
        LatentCards.of(
            results.cards().stream()
                .filter(card -> card.cell().key().sae().equals(sae.name()))
                .toList(),
            styles));
  }
}
