package io.nullscope.metrics.domain;

import static io.nullscope.metrics.domain.MetricDefinition.Better.HIGHER;
import static io.nullscope.metrics.domain.MetricFamily.INTERPRETABILITY;
import static io.nullscope.metrics.domain.MetricUnit.LATENT;
import static io.nullscope.metrics.domain.MetricUnit.LATENT_EXAMPLES;

import java.util.Locale;

/** Definitions that are alike for every scorer whose judge answers on single windows. */
final class ScorerMetrics {

  private static final String LOWEST_RANK =
      "failed judgements have the lowest rank, as where a parse failure is stored as -1.";
  private static final String ONE_HALF =
      "a failed judgement counts one half against every example of the other class.";

  private ScorerMetrics() {}

  static MetricDefinitionBuilder auroc(String scorer) {
    return mean(scorer, "auroc", "AUROC")
        .learned(Learned.HIGHER)
        .text(
            "AUROC of the judge's scores within each latent, then the mean over latents; failed"
                + " judgements left out.");
  }

  static MetricDefinitionBuilder pooled(String scorer) {
    return pooled(scorer, "auroc_pooled", "AUROC, pooled")
        .role(MetricRole.SECONDARY)
        .learned(Learned.HIGHER)
        .text("One AUROC over the examples of all latents together, as in the paper.");
  }

  static MetricDefinitionBuilder balancedAccuracy(String scorer) {
    return mean(scorer, "balanced_accuracy", "balanced accuracy")
        .role(MetricRole.SECONDARY)
        .learned(Learned.HIGHER)
        .text("Mean of true-positive and true-negative rate within each latent, then the mean.");
  }

  static MetricDefinitionBuilder lowestRank(String scorer) {
    return mean(scorer, "auroc_failures_worst", "AUROC, failures ranked lowest")
        .role(MetricRole.SENSITIVITY)
        .text("AUROC within each latent, then the mean; " + LOWEST_RANK);
  }

  static MetricDefinitionBuilder oneHalf(String scorer) {
    return mean(scorer, "auroc_failures_half", "AUROC, failures one half")
        .role(MetricRole.SENSITIVITY)
        .text("AUROC within each latent, then the mean; " + ONE_HALF);
  }

  static MetricDefinitionBuilder pooledLowestRank(String scorer) {
    return pooled(scorer, "auroc_pooled_failures_worst", "AUROC, pooled, failures ranked lowest")
        .role(MetricRole.SENSITIVITY)
        .text("One AUROC over the examples of all latents; " + LOWEST_RANK);
  }

  static MetricDefinitionBuilder pooledOneHalf(String scorer) {
    return pooled(scorer, "auroc_pooled_failures_half", "AUROC, pooled, failures one half")
        .role(MetricRole.SENSITIVITY)
        .text("One AUROC over the examples of all latents; " + ONE_HALF);
  }

  /**
   * @param kind how the negatives are chosen, as in metric ids
   * @param negatives what they are, for people
   */
  static MetricDefinitionBuilder against(String scorer, String kind, String negatives) {
    return mean(scorer, kind + ".auroc", "AUROC, " + kind.replace('_', '-') + " negatives")
        .learned(Learned.HIGHER)
        .text(
            "AUROC within each latent with %s as negatives, then the mean over latents."
                .formatted(negatives));
  }

  static MetricDefinitionBuilder sameToken(String scorer) {
    return mean(scorer, "same_token.auroc", "AUROC, same-token negatives")
        .learned(Learned.HIGHER)
        .text(
            "AUROC within each latent over pairs of a positive and a silent window with the same"
                + " strongest and the same highlighted tokens, then the mean over latents: what"
                + " context adds. A judge that sees highlighted tokens alone is at chance.");
  }

  static MetricDefinitionBuilder shuffled(String scorer) {
    return mean(scorer, "shuffled.auroc", "AUROC, shuffled explanations")
        .role(MetricRole.CONTROL)
        .text(
            "AUROC within each latent, judged by another latent's explanation, then the mean: must"
                + " be at chance.");
  }

  static MetricDefinitionBuilder lexical(String scorer) {
    return mean(scorer, "lexical.auroc", "AUROC, lexical baseline")
        .role(MetricRole.BASELINE)
        .text(
            "AUROC within each latent of the lexical judge with the lexical explanation of the same"
                + " windows, then the mean: what a token list achieves.");
  }

  static MetricDefinitionBuilder overLexical(String scorer) {
    return new MetricDefinitionBuilder(
            scorer + ".over_lexical.v1",
            label(scorer, "AUROC over the lexical baseline"),
            HIGHER,
            INTERPRETABILITY,
            LATENT)
        .learned(Learned.HIGHER)
        .chance(0)
        .text(
            "AUROC minus that of the lexical baseline, latent by latent, then the mean: what the"
                + " explanation adds over a token list.");
  }

  private static MetricDefinitionBuilder mean(String scorer, String name, String what) {
    return of(scorer, name, what, LATENT);
  }

  private static MetricDefinitionBuilder pooled(String scorer, String name, String what) {
    return of(scorer, name, what, LATENT_EXAMPLES);
  }

  private static MetricDefinitionBuilder of(
      String scorer, String name, String what, MetricUnit resampled) {
    return new MetricDefinitionBuilder(
            scorer + "." + name + ".v1", label(scorer, what), HIGHER, INTERPRETABILITY, resampled)
        .chance(0.5);
  }

  private static String label(String scorer, String what) {
    return scorer.substring(0, 1).toUpperCase(Locale.ROOT) + scorer.substring(1) + " " + what;
  }
}
