package io.nullscope.metrics.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Interpretability and token-entropy metrics of one SAE from its scored latents. Intervals resample
 * latents. A latent without a value (silent, or with an empty class after dropping failed
 * judgements) is left out of that metric and of its n.
 */
public final class InterpretabilityMetrics {

  private static final String NO_LATENTS =
      "no latent has enough active windows to be explained and tested";

  private final ClusterBootstrap bootstrap;
  private final RandomSource random;
  private final Map<String, MetricValue> metrics = new TreeMap<>();
  private final Map<String, UnitValues> units = new TreeMap<>();
  private final Map<String, RocCurve> curves = new TreeMap<>();
  private long failures;

  private InterpretabilityMetrics(ClusterBootstrap bootstrap, RandomSource random) {
    this.bootstrap = bootstrap;
    this.random = random;
  }

  /**
   * Computes every metric of the group.
   *
   * @param scorers the scorers of the study (fuzzing, detection); a scorer without judgements gets
   *     undefined values
   * @param random one generator for each metric id
   */
  public static CellMetrics compute(
      ScoredLatents scored, List<String> scorers, ClusterBootstrap bootstrap, RandomSource random) {
    InterpretabilityMetrics group = new InterpretabilityMetrics(bootstrap, random);
    List<ScoredLatent> latents = scored.latents();
    SortedSet<String> known = new TreeSet<>(scorers);
    known.forEach(scorer -> group.scorer(latents, scorer));
    List<TokenDistribution> tokens =
        latents.stream().map(latent -> TokenDistribution.of(latent.explanationWindows())).toList();
    group.mean(MetricId.TOKEN_ENTROPY_MEAN, tokens, TokenDistribution::entropy);
    group.mean(MetricId.TOKEN_ENTROPY_NORMALIZED, tokens, TokenDistribution::normalizedEntropy);
    group.mean(MetricId.TOKEN_TOP1_MASS, tokens, TokenDistribution::topMass);
    CellCounts counts =
        new CellCounts(scored.alive(), scored.eligible(), latents.size(), group.failures);
    return new CellMetrics(group.metrics, group.curves, Optional.of(counts), group.units);
  }

  private void scorer(List<ScoredLatent> latents, String scorer) {
    List<LatentScore> scores =
        latents.stream().map(latent -> LatentScore.of(latent, scorer)).toList();
    failures += scores.stream().mapToLong(LatentScore::failures).sum();
    mean(MetricId.auroc(scorer), scores, LatentScore::auroc);
    mean(MetricId.balancedAccuracy(scorer), scores, LatentScore::balancedAccuracy);
    pooled(scorer, judged(scores));
  }

  private void pooled(String scorer, List<LatentExamples> examples) {
    MetricId id = MetricId.aurocPooled(scorer);
    double[] positives = join(examples, LatentExamples::positives);
    double[] negatives = join(examples, LatentExamples::negatives);
    curves.put(scorer, RocCurve.of(positives, negatives));
    double value = Auroc.of(positives, negatives);
    metrics.put(
        id.id(),
        Double.isNaN(value)
            ? MetricValue.undefined(examples.size(), why(examples.size()))
            : MetricValue.of(
                value, bootstrap.pooledAuroc(examples, random.stream(id.id())), examples.size()));
  }

  private <T> void mean(MetricId id, List<T> latents, ToDoubleFunction<T> value) {
    double[] defined = latents.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray();
    if (defined.length == 0) {
      metrics.put(id.id(), MetricValue.undefined(0, why(latents.size())));
      return;
    }
    UnitValues values = UnitValues.of(defined);
    metrics.put(
        id.id(),
        MetricValue.of(
            values.metric(RatioForm.RATIO),
            bootstrap.ratio(values, RatioForm.RATIO, random.stream(id.id())),
            defined.length));
    units.put(id.id(), values);
  }

  /** The examples of the latents that have any: the units of the pooled AUROC. */
  static List<LatentExamples> judged(List<LatentScore> scores) {
    return scores.stream()
        .map(LatentScore::examples)
        .filter(examples -> examples.positiveCount() + examples.negativeCount() > 0)
        .toList();
  }

  /** The units of the pooled AUROC of a scorer, for tests between variants. */
  public static List<LatentExamples> examples(List<ScoredLatent> latents, String scorer) {
    return judged(latents.stream().map(latent -> LatentScore.of(latent, scorer)).toList());
  }

  private static String why(int latents) {
    return latents == 0 ? NO_LATENTS : "no latent has usable judgements of both classes";
  }

  private interface ToScores {
    double[] of(LatentExamples examples);
  }

  private static double[] join(List<LatentExamples> examples, ToScores scores) {
    return examples.stream().flatMapToDouble(e -> Arrays.stream(scores.of(e))).toArray();
  }
}
