package io.nullscope.metrics.domain;

import static io.nullscope.metrics.domain.MetricDefinition.Better.HIGHER;
import static io.nullscope.metrics.domain.MetricDefinition.Better.LOWER;
import static io.nullscope.metrics.domain.MetricDefinition.Better.NEITHER;
import static io.nullscope.metrics.domain.MetricFamily.CROSS_ENTROPY;
import static io.nullscope.metrics.domain.MetricFamily.DICTIONARY;
import static io.nullscope.metrics.domain.MetricFamily.ENTROPY;
import static io.nullscope.metrics.domain.MetricFamily.INTERPRETABILITY;
import static io.nullscope.metrics.domain.MetricFamily.INTERVENTION;
import static io.nullscope.metrics.domain.MetricFamily.RECONSTRUCTION;
import static io.nullscope.metrics.domain.MetricFamily.SPARSITY;
import static io.nullscope.metrics.domain.MetricRole.BASELINE;
import static io.nullscope.metrics.domain.MetricRole.CONTROL;
import static io.nullscope.metrics.domain.MetricRole.MANIPULATION_CHECK;
import static io.nullscope.metrics.domain.MetricRole.SECONDARY;
import static io.nullscope.metrics.domain.MetricUnit.DOCUMENT;
import static io.nullscope.metrics.domain.MetricUnit.LATENT;
import static io.nullscope.metrics.domain.MetricUnit.LATENT_INDICATOR;
import static io.nullscope.metrics.domain.RatioForm.ONE_MINUS_RATIO;

import io.nullscope.metrics.domain.MetricDefinition.Better;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every metric that Nullscope computes, in the order in which reports show them. */
public enum MetricId {
  R2_GLOBAL_CENTERED(
      token("r2.global_centered.v1", "Explained variance (R²)", HIGHER, RECONSTRUCTION)
          .form(ONE_MINUS_RATIO)
          .text(
              "1 - sum|x-x̂|² / sum|x-mean|², with the mean over all counted evaluation tokens.")),
  R2_MEDIAN_NORMALIZED(
      token(
              "r2.median_normalized.v1",
              "Explained variance, each token scaled",
              HIGHER,
              RECONSTRUCTION)
          .form(ONE_MINUS_RATIO)
          .role(SECONDARY)
          .text(
              "The same of x/|x| and x̂/|x|: every token weighs as much, however long its"
                  + " activation.")),
  R2_SAEBENCH_LEGACY(
      token("r2.saebench_legacy.v1", "Explained variance, legacy", HIGHER, RECONSTRUCTION)
          .role(SECONDARY)
          .text(
              "Mean over tokens of 1 - |x-x̂|² / |x-mean|²; heavy-tailed, for comparison with"
                  + " SAEBench only. The batch is the whole evaluation set.")),
  COSINE_MEAN(
      token("cosine.mean.v1", "Cosine similarity", HIGHER, RECONSTRUCTION)
          .role(SECONDARY)
          .text("Mean over tokens of the cosine between x and x̂.")),
  CE_RECOVERED(
      token("ce.recovered.v2", "Cross-entropy recovered", HIGHER, CROSS_ENTROPY)
          .margin(0.05)
          .learned(Learned.HIGHER)
          .text("(zero-ablated - spliced) / (zero-ablated - clean) cross-entropy.")),
  CE_CLEAN(
      token("ce.clean.v1", "Cross-entropy, clean", LOWER, CROSS_ENTROPY)
          .unit("nats/token")
          .role(MANIPULATION_CHECK)
          .margin(0.05)
          .learned(Learned.LOWER)
          .text("Next-token cross-entropy of the variant itself.")),
  CE_SPLICED(
      token("ce.spliced.v2", "Cross-entropy, spliced", LOWER, CROSS_ENTROPY)
          .unit("nats/token")
          .role(SECONDARY)
          .margin(0.05)
          .text("Next-token cross-entropy with x̂ in the place of x at the positions that count.")),
  CE_ZERO_ABLATED(
      token("ce.zero_ablated.v2", "Cross-entropy, zero-ablated", NEITHER, CROSS_ENTROPY)
          .unit("nats/token")
          .role(SECONDARY)
          .margin(0.05)
          .text(
              "Next-token cross-entropy with zeros in the place of x at the positions that"
                  + " count.")),
  L0_MEAN(
      token("l0.mean.v1", "L0", NEITHER, SPARSITY)
          .unit("latents/token")
          .role(SECONDARY)
          .logarithmic(1.1)
          .text("Mean number of latents above zero per token.")),
  L1_MEAN(
      token("l1.mean.v1", "L1", NEITHER, SPARSITY)
          .unit("per token")
          .role(SECONDARY)
          .logarithmic(1.1)
          .text("Mean sum of latent activations per token; scales with the residual norm.")),
  ALIVE_FRACTION(
      metric("alive_fraction.v1", "Alive latents", HIGHER, SPARSITY, LATENT_INDICATOR)
          .margin(0.05)
          .text("Share of latents that fire at least once on the counted evaluation tokens.")),
  FUZZING_AUROC(ScorerMetrics.auroc(Scorers.FUZZING)),
  FUZZING_AUROC_POOLED(ScorerMetrics.pooled(Scorers.FUZZING)),
  FUZZING_BALANCED_ACCURACY(ScorerMetrics.balancedAccuracy(Scorers.FUZZING)),
  FUZZING_AUROC_FAILURES_WORST(ScorerMetrics.lowestRank(Scorers.FUZZING)),
  FUZZING_AUROC_FAILURES_HALF(ScorerMetrics.oneHalf(Scorers.FUZZING)),
  FUZZING_AUROC_POOLED_FAILURES_WORST(ScorerMetrics.pooledLowestRank(Scorers.FUZZING)),
  FUZZING_AUROC_POOLED_FAILURES_HALF(ScorerMetrics.pooledOneHalf(Scorers.FUZZING)),
  FUZZING_SAME_TOKEN_AUROC(ScorerMetrics.sameToken(Scorers.FUZZING)),
  FUZZING_CO_ACTIVE_AUROC(
      ScorerMetrics.against(
          Scorers.FUZZING, "co_active", "windows of latents that fire together with it")),
  FUZZING_DECODER_NEIGHBOUR_AUROC(
      ScorerMetrics.against(
          Scorers.FUZZING,
          "decoder_neighbour",
          "windows of latents with the nearest decoder rows")),
  FUZZING_NEAREST_AUROC(
      ScorerMetrics.against(
          Scorers.FUZZING,
          "nearest",
          "the silent windows whose text is nearest to that of the positives")),
  FUZZING_SHUFFLED_AUROC(ScorerMetrics.shuffled(Scorers.FUZZING)),
  FUZZING_LEXICAL_AUROC(ScorerMetrics.lexical(Scorers.FUZZING)),
  FUZZING_OVER_LEXICAL(ScorerMetrics.overLexical(Scorers.FUZZING)),
  DETECTION_AUROC(ScorerMetrics.auroc(Scorers.DETECTION)),
  DETECTION_AUROC_POOLED(ScorerMetrics.pooled(Scorers.DETECTION)),
  DETECTION_BALANCED_ACCURACY(ScorerMetrics.balancedAccuracy(Scorers.DETECTION)),
  DETECTION_AUROC_FAILURES_WORST(ScorerMetrics.lowestRank(Scorers.DETECTION)),
  DETECTION_AUROC_FAILURES_HALF(ScorerMetrics.oneHalf(Scorers.DETECTION)),
  DETECTION_AUROC_POOLED_FAILURES_WORST(ScorerMetrics.pooledLowestRank(Scorers.DETECTION)),
  DETECTION_AUROC_POOLED_FAILURES_HALF(ScorerMetrics.pooledOneHalf(Scorers.DETECTION)),
  DETECTION_SAME_TOKEN_AUROC(ScorerMetrics.sameToken(Scorers.DETECTION)),
  DETECTION_CO_ACTIVE_AUROC(
      ScorerMetrics.against(
          Scorers.DETECTION, "co_active", "windows of latents that fire together with it")),
  DETECTION_DECODER_NEIGHBOUR_AUROC(
      ScorerMetrics.against(
          Scorers.DETECTION,
          "decoder_neighbour",
          "windows of latents with the nearest decoder rows")),
  DETECTION_NEAREST_AUROC(
      ScorerMetrics.against(
          Scorers.DETECTION,
          "nearest",
          "the silent windows whose text is nearest to that of the positives")),
  DETECTION_SHUFFLED_AUROC(ScorerMetrics.shuffled(Scorers.DETECTION)),
  DETECTION_LEXICAL_AUROC(ScorerMetrics.lexical(Scorers.DETECTION)),
  DETECTION_OVER_LEXICAL(ScorerMetrics.overLexical(Scorers.DETECTION)),
  EMBEDDING_AUROC(
      metric("embedding.auroc.v1", "Embedding AUROC", HIGHER, INTERPRETABILITY, LATENT)
          .chance(0.5)
          .learned(Learned.HIGHER)
          .text(
              "AUROC within each latent of the cosine between the sentence embeddings of explanation"
                  + " and window, then the mean.")),
  EMBEDDING_SHUFFLED_AUROC(
      metric(
              "embedding.shuffled.auroc.v1",
              "Embedding AUROC, shuffled explanations",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0.5)
          .role(CONTROL)
          .text("The same with another latent's explanation: must be at chance.")),
  INTRUDER_ACCURACY(
      metric("intruder.accuracy.v1", "Intruder accuracy", HIGHER, INTERPRETABILITY, LATENT)
          .chance(0.2)
          .margin(0.04)
          .learned(Learned.HIGHER)
          .text(
              "Share of trials in which the judge finds the one of five windows that is not the"
                  + " latent's, then the mean over latents; no explanation is shown.")),
  INTRUDER_LEXICAL_ACCURACY(
      metric(
              "intruder.lexical.accuracy.v1",
              "Intruder accuracy, lexical baseline",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0.2)
          .role(BASELINE)
          .margin(0.04)
          .text(
              "The same trials judged by the highlighted tokens alone: the window that shares"
                  + " fewest with the others.")),
  INTRUDER_OVER_LEXICAL(
      metric(
              "intruder.over_lexical.v1",
              "Intruder accuracy over the lexical baseline",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0)
          .margin(0.04)
          .learned(Learned.HIGHER)
          .text(
              "Accuracy minus that of the lexical baseline on the trials that the language model"
                  + " answered, latent by latent, then the mean.")),
  SIMULATION_CORRELATION(
      metric(
              "simulation.correlation.v1",
              "Simulation correlation",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0)
          .margin(0.03)
          .learned(Learned.HIGHER)
          .text(
              "Pearson correlation of activations simulated from the explanation with the true ones"
                  + " within each latent, then the mean.")),
  SIMULATION_SHUFFLED_CORRELATION(
      metric(
              "simulation.shuffled.correlation.v1",
              "Simulation correlation, shuffled explanations",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0)
          .role(CONTROL)
          .margin(0.03)
          .text("The same with another latent's explanation: must be at chance.")),
  SIMULATION_LEXICAL_CORRELATION(
      metric(
              "simulation.lexical.correlation.v1",
              "Simulation correlation, lexical baseline",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0)
          .role(BASELINE)
          .margin(0.03)
          .text(
              "The same with the weights of the lexical explanation as simulated activations: what"
                  + " a token list achieves.")),
  SIMULATION_OVER_LEXICAL(
      metric(
              "simulation.over_lexical.v1",
              "Simulation correlation over the lexical baseline",
              HIGHER,
              INTERPRETABILITY,
              LATENT)
          .chance(0)
          .margin(0.03)
          .learned(Learned.HIGHER)
          .text(
              "Correlation minus that of the lexical baseline, latent by latent, then the mean."
                  + " The baseline simulates every window, also those that the language model"
                  + " failed on.")),
  TOKEN_ENTROPY_MEAN(
      metric("token_entropy.mean.v2", "Token entropy", NEITHER, ENTROPY, LATENT)
          .unit("nats")
          .margin(0.2)
          .slope(Learned.HIGHER)
          .text(
              "Entropy of a latent's activation mass over token ids, from all its activations on the"
                  + " interpretation tokens and corrected for the bias of few, then the mean.")),
  TOKEN_TOP1_MASS(
      metric("token_top1_mass.v2", "Top-1 token mass", NEITHER, ENTROPY, LATENT)
          .role(SECONDARY)
          .margin(0.03)
          .text(
              "Share of a latent's activation mass on its strongest token, from all its activations on"
                  + " the interpretation tokens, then the mean.")),
  TOKEN_DETERMINED_SHARE(
      metric("token_determined_share.v1", "Token-determined share", NEITHER, ENTROPY, LATENT)
          .role(SECONDARY)
          .text(
              "Share of the variance of a latent's activation that the current token alone explains,"
                  + " without the bias of rare tokens, then the mean.")),
  DOWNSTREAM_EFFECT_OVER_RANDOM(
      metric(
              "downstream_effect.over_random.v1",
              "Downstream effect over random",
              HIGHER,
              INTERVENTION,
              LATENT)
          .unit("nats")
          .margin(0.2)
          .learned(Learned.HIGHER)
          .text(
              "ln of how much the next-token distribution changes when a latent is taken out of the"
                  + " residual stream, over what a random vector of the same length does there; mean"
                  + " over latents.")),
  DOWNSTREAM_EFFECT(
      metric("downstream_effect.v1", "Downstream effect", NEITHER, INTERVENTION, LATENT)
          .unit("nats")
          .role(SECONDARY)
          .margin(0.2)
          .text(
              "ln of the change of the next-token distribution when a latent is taken out, KL over"
                  + " the squared share of the residual's length that leaves; mean over latents.")),
  CONTEXT_REACH(
      metric("context_reach.v1", "Context reach", HIGHER, INTERVENTION, LATENT)
          .unit("doublings")
          .margin(0.1)
          .learned(Learned.HIGHER)
          .text(
              "Mean of log2(1 + k), weighted by how much a latent's activation changes when the token"
                  + " k positions back is replaced, k = 0, 1, 2, 4, …; mean over latents.")),
  DICTIONARY_STABILITY(
      metric("dictionary_stability.v1", "Dictionary stability", NEITHER, DICTIONARY, LATENT)
          .role(SECONDARY)
          .text(
              "Largest cosine of a latent's decoder row with one of an SAE of another seed, mean over"
                  + " latents and other seeds; takes two SAE seeds.")),
  DICTIONARY_STABILITY_UNTRAINED(
      metric(
              "dictionary_stability.untrained.v1",
              "Dictionary stability, untrained",
              NEITHER,
              DICTIONARY,
              LATENT)
          .role(BASELINE)
          .text(
              "What it is for SAEs of this shape with random rows: the expected largest cosine of a"
                  + " direction with as many random ones."));

  private static final Map<String, MetricId> BY_ID =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(MetricId::id, id -> id));

  private final MetricDefinition definition;

  MetricId(MetricDefinitionBuilder builder) {
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
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** The AUROC within latents of a scorer, e.g. "fuzzing". */
  public static MetricId auroc(String scorer) {
    return required(scorer, "auroc");
  }

  /** The AUROC within latents with failed judgements treated like this. */
  public static MetricId auroc(String scorer, FailedAnswers failures) {
    return required(scorer, "auroc" + suffix(failures));
  }

  /** The AUROC within latents against negatives of this kind, e.g. "same-token". */
  public static MetricId auroc(String scorer, String negatives) {
    return negatives.equals(TestWindow.RANDOM)
        ? auroc(scorer)
        : required(scorer, negatives.replace('-', '_') + ".auroc");
  }

  /** The AUROC over pooled examples of a scorer. */
  public static MetricId aurocPooled(String scorer) {
    return aurocPooled(scorer, FailedAnswers.DROPPED);
  }

  /** The AUROC over pooled examples with failed judgements treated like this. */
  public static MetricId aurocPooled(String scorer, FailedAnswers failures) {
    return required(scorer, "auroc_pooled" + suffix(failures));
  }

  /** The balanced accuracy of a scorer. */
  public static MetricId balancedAccuracy(String scorer) {
    return required(scorer, "balanced_accuracy");
  }

  /** The AUROC with explanations of other latents. */
  public static MetricId shuffledAuroc(String scorer) {
    return required(scorer, "shuffled.auroc");
  }

  /** The AUROC of the lexical judge beside a language model. */
  public static MetricId baselineAuroc(String scorer) {
    return required(scorer, "lexical.auroc");
  }

  /** What the language model adds to the lexical baseline. */
  public static MetricId overBaseline(String scorer) {
    return required(scorer, "over_lexical");
  }

  private static String suffix(FailedAnswers failures) {
    return switch (failures) {
      case DROPPED -> "";
      case LOWEST_RANK -> "_failures_worst";
      case ONE_HALF -> "_failures_half";
    };
  }

  private static MetricId required(String scorer, String name) {
    String id = scorer + "." + name + ".v1";
    return find(id).orElseThrow(() -> new IllegalArgumentException("there is no metric " + id));
  }

  private static MetricDefinitionBuilder token(
      String id, String label, Better better, MetricFamily family) {
    return metric(id, label, better, family, DOCUMENT);
  }

  private static MetricDefinitionBuilder metric(
      String id, String label, Better better, MetricFamily family, MetricUnit resampled) {
    return new MetricDefinitionBuilder(id, label, better, family, resampled);
  }
}
