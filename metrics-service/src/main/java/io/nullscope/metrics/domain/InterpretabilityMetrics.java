package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Interpretability and token-entropy metrics of one SAE from its scored latents. Intervals resample
 * latents. A latent without a value (silent, or with an empty class after dropping failed
 * judgements) is left out of that metric and of its n.
 */
public final class InterpretabilityMetrics {

  private static final String NO_LATENTS =
      "no latent has enough active windows to be explained and tested";

  /** Nothing is known about it: its values name the metrics that the panel asks for. */
  private static final ScoredLatent NOBODY =
      new ScoredLatent(
          0,
          new Explanation("", List.of(), ""),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          0,
          0,
          0,
          TokenProfile.UNKNOWN);

  private final ClusterBootstrap bootstrap;
  private final RandomSource random;
  private final Map<String, MetricValue> metrics = new TreeMap<>();
  private final LatentMeans means;
  private final Map<String, RocCurve> curves = new TreeMap<>();

  private InterpretabilityMetrics(ClusterBootstrap bootstrap, RandomSource random) {
    this.bootstrap = bootstrap;
    this.random = random;
    this.means = new LatentMeans(bootstrap, random);
  }

  /**
   * Computes every metric of the group that the panel asks for, and no other. One without a value
   * is there as undefined, with the reason.
   *
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      ScoredLatents scored, Panel panel, ClusterBootstrap bootstrap, RandomSource random) {
    InterpretabilityMetrics group = new InterpretabilityMetrics(bootstrap, random);
    List<ScoredLatent> latents = scored.latents();
    List<LatentValues> values =
        latents.stream().map(latent -> LatentValues.of(latent, panel)).toList();
    for (MetricId metric : LatentValues.of(NOBODY, panel).values().keySet()) {
      group.mean(metric, values, latent -> latent.value(metric));
    }
    panel.scorers().stream()
        .filter(Scorers.ON_WINDOWS::contains)
        .forEach(scorer -> group.pooled(latents, panel, scorer));
    List<TokenProfile> tokens = latents.stream().map(ScoredLatent::tokens).toList();
    group.mean(MetricId.TOKEN_ENTROPY_MEAN, tokens, TokenProfile::entropy);
    group.mean(MetricId.TOKEN_TOP1_MASS, tokens, TokenProfile::topMass);
    group.mean(MetricId.TOKEN_DETERMINED_SHARE, tokens, TokenProfile::determinedShare);
    group.metrics.putAll(group.means.metrics());
    return new CellMetrics(
        group.metrics,
        group.curves,
        Optional.of(CellCounts.of(scored)),
        Optional.empty(),
        group.means.units());
  }

  private void pooled(List<ScoredLatent> latents, Panel panel, String scorer) {
    List<LatentExamples> examples = examples(latents, panel, scorer, FailedAnswers.DROPPED);
    curves.put(
        scorer,
        RocCurve.of(
            join(examples, LatentExamples::positives), join(examples, LatentExamples::negatives)));
    if (scorer.equals(Scorers.EMBEDDING)) {
      return;
    }
    for (FailedAnswers rule : FailedAnswers.values()) {
      pooled(MetricId.aurocPooled(scorer, rule), examples(latents, panel, scorer, rule));
    }
  }

  private void pooled(MetricId id, List<LatentExamples> examples) {
    double value = new PooledAuroc(examples).value();
    metrics.put(
        id.id(),
        Double.isNaN(value)
            ? MetricValue.undefined(examples.size(), why(id, examples.size()))
            : MetricValue.of(
                value, bootstrap.pooledAuroc(examples, random.stream(id.id())), examples.size()));
  }

  private <T> void mean(MetricId id, List<T> latents, ToDoubleFunction<T> value) {
    means.add(id, latents, value, why(id, latents.size()));
  }

  /** The units of the pooled AUROC of a scorer, for tests between variants. */
  public static List<LatentExamples> examples(
      List<ScoredLatent> latents, Panel panel, String scorer) {
    return examples(latents, panel, scorer, FailedAnswers.DROPPED);
  }

  /** The examples of the latents that have any: the units of the pooled AUROC. */
  private static List<LatentExamples> examples(
      List<ScoredLatent> latents, Panel panel, String scorer, FailedAnswers rule) {
    Condition own = panel.main(scorer);
    return latents.stream()
        .map(latent -> LatentScore.of(latent, own).examples(rule))
        .filter(examples -> examples.positiveCount() + examples.negativeCount() > 0)
        .toList();
  }

  private static String why(MetricId metric, int latents) {
    if (latents == 0) {
      return NO_LATENTS;
    }
    if (metric.definition().family() == MetricFamily.ENTROPY) {
      return metric == MetricId.TOKEN_DETERMINED_SHARE
          ? "no scored latent varies over tokens that occur in two contexts"
          : "no scored latent fires in two contexts";
    }
    if (metric.id().startsWith(Scorers.INTRUDER)) {
      return "no latent has an intruder trial with a usable answer";
    }
    boolean control = metric.definition().role() == MetricRole.CONTROL;
    String with =
        control ? " with another latent's explanation, which takes two explained latents" : "";
    return metric.id().startsWith(Scorers.SIMULATION)
        ? "no latent has a simulation that varies with its activations" + with
        : "no latent has usable judgements of both classes" + with;
  }

  private static double[] join(
      List<LatentExamples> examples, Function<LatentExamples, double[]> scores) {
    return examples.stream().flatMapToDouble(e -> Arrays.stream(scores.apply(e))).toArray();
  }
}
