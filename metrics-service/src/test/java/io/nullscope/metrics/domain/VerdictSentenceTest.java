package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictSentenceTest {

  private static String of(
      MetricId metric, String hookPoint, Conclusion conclusion, Evidence evidence, String reason) {
    Subject subject =
        new Subject(
            metric.id(), metric.definition().role(), "topk", "step0", Optional.empty(), hookPoint);
    return new Verdict(subject, evidence, conclusion, reason).sentence();
  }

  private static Evidence evidence(
      double effect, double low, double high, Scope scope, double rank, double p) {
    int draws = scope == Scope.DRAWS ? 5 : 1;
    int seeds = scope == Scope.MODELS ? 3 : 1;
    return new Evidence(
        effect, low, high, scope, draws, seeds, 0.01, 0.01, 4, p, p, 0.02, 0.9, rank, 0.06);
  }

  @Test
  void betterSaysByHowMuchAndWhereTrainedLies() {
    Evidence above = evidence(0.041, 0.022, 0.06, Scope.DRAWS, 5, 0.01);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.TRAINED_BETTER, above, ""))
        .isEqualTo(
            "0.041 above a random draw [0.022, 0.060], outside the range of all 5. This score sees something that was learned.");
    Evidence below = evidence(-0.032, -0.043, -0.021, Scope.DRAWS, 0, 0.01);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.NULL_BETTER, below, ""))
        .isEqualTo(
            "A random draw scores higher by 0.032 [0.021, 0.043]: a high value is no sign of learned structure.");
    assertThat(of(MetricId.CE_CLEAN, "all", Conclusion.TRAINED_BETTER, below, ""))
        .startsWith("0.032 nats/token below a random draw [0.021, 0.043]");
    Evidence fixed = evidence(0.041, 0.022, 0.06, Scope.MODELS, Double.NaN, 0.01);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.TRAINED_BETTER, fixed, ""))
        .startsWith("0.041 above the null [0.022, 0.060], over 3 SAE seeds of these two models.");
  }

  @Test
  void aMetricWithoutABetterSideSaysSo() {
    Evidence evidence = evidence(0.35, 0.23, 0.46, Scope.DRAWS, 5, 0.01);

    assertThat(of(MetricId.TOKEN_ENTROPY_MEAN, "all", Conclusion.TRAINED_HIGHER, evidence, ""))
        .isEqualTo(
            "0.350 nats above a random draw [0.230, 0.460], outside the range of all 5. The metric has no better side: the two differ, neither is more meaningful.");
    assertThat(of(MetricId.TOKEN_ENTROPY_MEAN, "slope", Conclusion.TRAINED_BETTER, evidence, ""))
        .startsWith("0.350 nats per layer above");
    assertThat(of(MetricId.L0_MEAN, "all", Conclusion.NOT_TESTED, evidence, ""))
        .isEqualTo("42 % above a random draw [26 %, 58 %]; no claim.");
    Evidence less = evidence(-0.35, -0.46, -0.23, Scope.DRAWS, 0, 0.01);
    assertThat(of(MetricId.L0_MEAN, "all", Conclusion.NOT_TESTED, less, ""))
        .isEqualTo("30 % below a random draw [21 %, 37 %]; no claim.");
  }

  @Test
  void equivalentAndOpenSayHowSmallAndHowLarge() {
    Evidence evidence = evidence(0.003, -0.01, 0.016, Scope.DRAWS, 3, 0.4);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.EQUIVALENT, evidence, ""))
        .isEqualTo("Within ± 0.020 of what a random draw gives: does not tell the two apart.");
    Evidence detected = evidence(0.003, 0.001, 0.005, Scope.DRAWS, 5, 0.01);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.EQUIVALENT, detected, ""))
        .contains("detectable, but smaller than the margin");
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.INCONCLUSIVE, evidence, ""))
        .isEqualTo(
            "5 draws could have found 0.060; less is open. Trained lies inside the range of the 5 draws.");
  }

  @Test
  void whatIsNotReplicatedOrComparableClaimsNothing() {
    Evidence one = evidence(-0.03, -0.05, -0.01, Scope.NONE, Double.NaN, Double.NaN);
    assertThat(of(MetricId.FUZZING_AUROC, "all", Conclusion.UNREPLICATED, one, ""))
        .isEqualTo("1 draw, 1 SAE seed: these differ by 0.030. Whether others would is unknown.");
    assertThat(
            of(
                MetricId.L0_MEAN,
                "all",
                Conclusion.NOT_COMPARABLE,
                Evidence.none(5, 1, 0.02),
                "L0 of TopK is k by construction"))
        .isEqualTo("Not comparable: L0 of TopK is k by construction.");
    Evidence evidence = evidence(0.041, 0.022, 0.06, Scope.DRAWS, 5, 0.01);
    assertThat(
            of(
                MetricId.R2_GLOBAL_CENTERED,
                "all",
                Conclusion.TRAINED_HIGHER,
                evidence,
                "the difference changes sign over depth"))
        .endsWith("meaningful. The difference changes sign over depth.");
  }
}
