package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class InterpretabilityMetricsTest {

  private static final List<String> BOTH = List.of("fuzzing", "detection");
  private final ClusterBootstrap bootstrap = new ClusterBootstrap(200, 0.95);
  private final RandomSource random = name -> new SplitMix(name.hashCode());

  static Judgement judgement(String scorer, boolean positive, double score, boolean failed) {
    return new Judgement(
        scorer,
        positive,
        positive ? 3 : -1,
        failed ? Double.NaN : score,
        score > 0.5,
        failed,
        TokenDistributionTest.window(new int[] {1}, 0),
        List.of());
  }

  static ScoredLatent latent(int index, List<Judgement> judgements, ContextWindow... windows) {
    return new ScoredLatent(
        index, new Explanation("?", List.of()), List.of(windows), judgements, 60, 100, 2.5);
  }

  private CellMetrics compute(List<ScoredLatent> latents) {
    return InterpretabilityMetrics.compute(
        new ScoredLatents(2048, 900, 300, 168_000, latents, "lexical"), BOTH, bootstrap, random);
  }

  @Test
  void agreesWithNaiveOracles() {
    RandomGenerator data = new SplitMix(5);
    List<ScoredLatent> latents = new ArrayList<>();
    double sumAuroc = 0;
    double sumAccuracy = 0;
    List<Double> allPositives = new ArrayList<>();
    List<Double> allNegatives = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<Judgement> judgements = new ArrayList<>();
      double[] positives = AurocTest.tiedScores(10, 8, data);
      double[] negatives = AurocTest.tiedScores(15, 8, data);
      double right = 0;
      double rightNegatives = 0;
      for (double score : positives) {
        judgements.add(judgement("fuzzing", true, score, false));
        allPositives.add(score);
        right += score > 0.5 ? 1 : 0;
      }
      for (double score : negatives) {
        judgements.add(judgement("fuzzing", false, score, false));
        allNegatives.add(score);
        rightNegatives += score > 0.5 ? 0 : 1;
      }
      sumAuroc += AurocTest.oracle(positives, negatives);
      sumAccuracy += (right / 10 + rightNegatives / 15) / 2;
      latents.add(latent(i, judgements, TokenDistributionTest.window(new int[] {1, 2}, 1, i + 1)));
    }
    CellMetrics metrics = compute(latents);
    assertThat(value(metrics, "fuzzing.auroc.v1")).isCloseTo(sumAuroc / 20, within(1e-12));
    assertThat(value(metrics, "fuzzing.balanced_accuracy.v1"))
        .isCloseTo(sumAccuracy / 20, within(1e-12));
    assertThat(value(metrics, "fuzzing.auroc_pooled.v1"))
        .isCloseTo(
            AurocTest.oracle(
                allPositives.stream().mapToDouble(d -> d).toArray(),
                allNegatives.stream().mapToDouble(d -> d).toArray()),
            within(1e-12));
    double entropy = 0;
    double top = 0;
    for (int i = 0; i < 20; i++) {
      double p = 1.0 / (i + 2);
      entropy -= (p * Math.log(p) + (1 - p) * Math.log(1 - p)) / 20;
      top += Math.max(p, 1 - p) / 20;
    }
    assertThat(value(metrics, "token_entropy.mean.v1")).isCloseTo(entropy, within(1e-12));
    assertThat(value(metrics, "token_entropy.normalized.v1"))
        .isCloseTo(entropy / Math.log(2), within(1e-12));
    assertThat(value(metrics, "token_top1_mass.v1")).isCloseTo(top, within(1e-12));
    MetricValue pooled = metrics.metrics().get("fuzzing.auroc_pooled.v1");
    assertThat(pooled.ciLow()).isLessThan(pooled.value());
    assertThat(pooled.ciHigh()).isGreaterThan(pooled.value());
    assertThat(pooled.n()).isEqualTo(20);
    assertThat(metrics.counts()).contains(new CellCounts(900, 300, 20, 0));
    assertThat(metrics.rocCurves().get("fuzzing").points()).hasSizeGreaterThan(5);
    assertThat(metrics.units().get("fuzzing.auroc.v1").size()).isEqualTo(20);
  }

  @Test
  void failedJudgementsAreDroppedFromTheScoreAndCounted() {
    List<Judgement> judgements =
        List.of(
            judgement("fuzzing", true, 0.9, false),
            judgement("fuzzing", true, 0, true),
            judgement("fuzzing", false, 0.1, false),
            judgement("detection", false, 0.7, true));
    CellMetrics metrics = compute(List.of(latent(0, judgements)));
    assertThat(value(metrics, "fuzzing.auroc.v1")).isEqualTo(1);
    assertThat(metrics.counts().orElseThrow().judgeFailures()).isEqualTo(2);
    assertThat(value(metrics, "detection.auroc.v1")).isNaN();
    assertThat(metrics.metrics().get("detection.auroc.v1").note())
        .contains("no latent has usable judgements");
  }

  @Test
  void latentsWithoutAValueAreLeftOutOfTheMean() {
    List<Judgement> good =
        List.of(judgement("fuzzing", true, 0.9, false), judgement("fuzzing", false, 0.1, false));
    List<Judgement> onlyPositives = List.of(judgement("fuzzing", true, 0.9, false));
    CellMetrics metrics = compute(List.of(latent(0, good), latent(1, onlyPositives)));
    assertThat(metrics.metrics().get("fuzzing.auroc.v1").n()).isEqualTo(1);
    assertThat(value(metrics, "fuzzing.auroc.v1")).isEqualTo(1);
    // Pooling still uses the positives of the other latent.
    assertThat(metrics.metrics().get("fuzzing.auroc_pooled.v1").n()).isEqualTo(2);
  }

  @Test
  void noLatentsGiveUndefinedValuesWithAReason() {
    CellMetrics metrics = compute(List.of());
    assertThat(metrics.metrics()).hasSize(9);
    assertThat(metrics.metrics().values())
        .allSatisfy(
            value -> {
              assertThat(value.defined()).isFalse();
              assertThat(value.note()).contains("no latent has enough active windows");
            });
    assertThat(metrics.rocCurves().get("fuzzing").points()).isEmpty();
  }

  private static double value(CellMetrics metrics, String id) {
    return metrics.metrics().get(id).value();
  }
}
