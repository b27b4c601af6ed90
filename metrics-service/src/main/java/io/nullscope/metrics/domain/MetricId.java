package io.nullscope.metrics.domain;

import static io.nullscope.metrics.domain.MetricDefinition.Better.HIGHER;
import static io.nullscope.metrics.domain.MetricDefinition.Better.LOWER;
import static io.nullscope.metrics.domain.MetricDefinition.Better.NEITHER;
import static io.nullscope.metrics.domain.MetricFamily.CROSS_ENTROPY;
import static io.nullscope.metrics.domain.MetricFamily.ENTROPY;
import static io.nullscope.metrics.domain.MetricFamily.INTERPRETABILITY;
import static io.nullscope.metrics.domain.MetricFamily.RECONSTRUCTION;
import static io.nullscope.metrics.domain.MetricFamily.SPARSITY;
import static io.nullscope.metrics.domain.MetricUnit.DOCUMENT;
import static io.nullscope.metrics.domain.MetricUnit.LATENT;
import static io.nullscope.metrics.domain.MetricUnit.LATENT_EXAMPLES;
import static io.nullscope.metrics.domain.MetricUnit.LATENT_INDICATOR;
import static io.nullscope.metrics.domain.RatioForm.ONE_MINUS_RATIO;
import static io.nullscope.metrics.domain.RatioForm.RATIO;

import io.nullscope.metrics.domain.MetricDefinition.Better;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** Every metric that Nullscope computes, in the order in which reports show them. */
public enum MetricId {
  R2_GLOBAL_CENTERED(
      token("r2.global_centered.v1", "Explained variance (R²)", HIGHER, RECONSTRUCTION)
          .form(ONE_MINUS_RATIO)
          .text("1 - sum|x-x̂|² / sum|x-mean|², with the mean over all evaluation tokens.")),
  R2_SAEBENCH_LEGACY(
      token("r2.saebench_legacy.v1", "Explained variance, legacy", HIGHER, RECONSTRUCTION)
          .text(
              "Mean over tokens of 1 - |x-x̂|² / |x-mean|²; heavy-tailed, for comparison with"
                  + " SAEBench only. The batch is the whole evaluation set.")),
  COSINE_MEAN(
      token("cosine.mean.v1", "Cosine similarity", HIGHER, RECONSTRUCTION)
          .text("Mean over tokens of the cosine between x and x̂.")),
  CE_RECOVERED(
      token("ce.recovered.v1", "Cross-entropy recovered", HIGHER, CROSS_ENTROPY)
          .text("(zero-ablated - spliced) / (zero-ablated - clean) cross-entropy.")),
  CE_CLEAN(
      token("ce.clean.v1", "Cross-entropy, clean", LOWER, CROSS_ENTROPY)
          .unit("nats/token")
          .text("Next-token cross-entropy of the variant itself.")),
  CE_SPLICED(
      token("ce.spliced.v1", "Cross-entropy, spliced", LOWER, CROSS_ENTROPY)
          .unit("nats/token")
          .text("Next-token cross-entropy with x̂ in the place of x.")),
  CE_ZERO_ABLATED(
      token("ce.zero_ablated.v1", "Cross-entropy, zero-ablated", NEITHER, CROSS_ENTROPY)
          .unit("nats/token")
          .text("Next-token cross-entropy with zeros in the place of x.")),
  L0_MEAN(
      token("l0.mean.v1", "L0", NEITHER, SPARSITY)
          .unit("latents/token")
          .relativeScale()
          .text("Mean number of latents above zero per token.")),
  L1_MEAN(
      token("l1.mean.v1", "L1", NEITHER, SPARSITY)
          .unit("per token")
          .relativeScale()
          .text("Mean sum of latent activations per token; scales with the residual norm.")),
  ALIVE_FRACTION(
      metric("alive_fraction.v1", "Alive latents", HIGHER, SPARSITY, LATENT_INDICATOR)
          .text("Share of latents that fire at least once on the evaluation tokens.")),
  FUZZING_AUROC(
      metric("fuzzing.auroc.v1", "Fuzzing AUROC", HIGHER, INTERPRETABILITY, LATENT)
          .chance(0.5)
          .text("AUROC of the judge's scores within each latent, then the mean over latents.")),
  FUZZING_AUROC_POOLED(
      metric(
              "fuzzing.auroc_pooled.v1",
              "Fuzzing AUROC, pooled",
              HIGHER,
              INTERPRETABILITY,
              LATENT_EXAMPLES)
          .chance(0.5)
          .text("One AUROC over the examples of all latents together, as in the paper.")),
  FUZZING_BALANCED_ACCURACY(
      metric(
              "fuzzing.balanced_accuracy.v1",
              "Fuzzing balanced accuracy",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0.5)
          .text("Mean of true-positive and true-negative rate within each latent, then the mean.")),
  DETECTION_AUROC(
      metric("detection.auroc.v1", "Detection AUROC", HIGHER, INTERPRETABILITY, LATENT)
          .chance(0.5)
          .text("AUROC of the judge's scores within each latent, then the mean over latents.")),
  DETECTION_AUROC_POOLED(
      metric(
              "detection.auroc_pooled.v1",
              "Detection AUROC, pooled",
              HIGHER,
              INTERPRETABILITY,
              LATENT_EXAMPLES)
          .chance(0.5)
          .text("One AUROC over the examples of all latents together, as in the paper.")),
  DETECTION_BALANCED_ACCURACY(
      metric(
              "detection.balanced_accuracy.v1",
              "Detection balanced accuracy",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0.5)
          .text("Mean of true-positive and true-negative rate within each latent, then the mean.")),
  TOKEN_ENTROPY_MEAN(
      metric("token_entropy.mean.v1", "Token entropy", NEITHER, ENTROPY, LATENT)
          .unit("nats")
          .text("Entropy of a latent's activation mass over token ids, then the mean.")),
  TOKEN_ENTROPY_NORMALIZED(
      metric("token_entropy.normalized.v1", "Token entropy, normalised", NEITHER, ENTROPY, LATENT)
          .text("Entropy divided by ln(number of distinct tokens with mass), then the mean.")),
  TOKEN_TOP1_MASS(
      metric("token_top1_mass.v1", "Top-1 token mass", NEITHER, ENTROPY, LATENT)
          .text("Share of a latent's activation mass on its strongest token, then the mean."));

  private final MetricDefinition definition;

  MetricId(Builder builder) {
    this.definition = builder.build();
  }

  /** The versioned id, e.g. {@code r2.global_centered.v1}. */
  public String id() {
    return definition.id();
  }

  public MetricDefinition definition() {
    return definition;
  }

  /** The metric with this id, or empty when this version does not know it. */
  public static Optional<MetricId> find(String id) {
    return Arrays.stream(values()).filter(metric -> metric.id().equals(id)).findFirst();
  }

  /** The AUROC within latents of a scorer, e.g. "fuzzing". */
  public static MetricId auroc(String scorer) {
    return required(scorer + ".auroc.v1");
  }

  /** The AUROC over pooled examples of a scorer. */
  public static MetricId aurocPooled(String scorer) {
    return required(scorer + ".auroc_pooled.v1");
  }

  /** The balanced accuracy of a scorer. */
  public static MetricId balancedAccuracy(String scorer) {
    return required(scorer + ".balanced_accuracy.v1");
  }

  private static MetricId required(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no metric " + id + "; known scorers are fuzzing and detection"));
  }

  private static Builder token(String id, String label, Better better, MetricFamily family) {
    return metric(id, label, better, family, DOCUMENT);
  }

  private static Builder metric(
      String id, String label, Better better, MetricFamily family, MetricUnit resampled) {
    return new Builder(id, label, better, family, resampled);
  }

  /** Keeps the constants above readable: only what differs from the usual is written out. */
  private static final class Builder {
    private final String id;
    private final String label;
    private final Better better;
    private final MetricFamily family;
    private final MetricUnit resampled;
    private String unit = "";
    private OptionalDouble chance = OptionalDouble.empty();
    private RatioForm form = RATIO;
    private boolean relativeScale;
    private String description = "";

    Builder(String id, String label, Better better, MetricFamily family, MetricUnit resampled) {
      this.id = id;
      this.label = label;
      this.better = better;
      this.family = family;
      this.resampled = resampled;
    }

    Builder unit(String value) {
      unit = value;
      return this;
    }

    Builder chance(double value) {
      chance = OptionalDouble.of(value);
      return this;
    }

    Builder form(RatioForm value) {
      form = value;
      return this;
    }

    Builder relativeScale() {
      relativeScale = true;
      return this;
    }

    Builder text(String value) {
      description = value;
      return this;
    }

    MetricDefinition build() {
      return new MetricDefinition(
          id,
          label,
          unit,
          better,
          chance,
          family,
          resampled,
          form,
          1.0,
          relativeScale,
          description);
    }
  }
}
