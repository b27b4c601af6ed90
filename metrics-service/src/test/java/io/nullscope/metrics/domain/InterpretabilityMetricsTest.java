package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterpretabilityMetricsTest {

  private static final List<String> BOTH = List.of("fuzzing", "detection");
  private final ClusterBootstrap bootstrap = new ClusterBootstrap(200, 0.95);
  private final RandomSource random = name -> new SplitMix(name.hashCode());

  private CellMetrics compute(List<ScoredLatent> latents) {
    return compute(latents, List.of("lexical"), BOTH);
  }

  private CellMetrics compute(
      List<ScoredLatent> latents, List<String> judges, List<String> scorers) {
    Panel panel =
        new Panel(
            scorers,
            scorers.equals(BOTH) ? List.of() : List.of("same-token", "nearest"),
            judges.get(0),
            judges.stream().skip(1).findFirst());
    return InterpretabilityMetrics.compute(
        TestedLatent.scored(latents, judges), panel, bootstrap, random);
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
      TestedLatent latent = new TestedLatent();
      double[] positives = AurocTest.tiedScores(10, 8, data);
      double[] negatives = AurocTest.tiedScores(15, 8, data);
      double right = 0;
      double rightNegatives = 0;
      for (double score : positives) {
        latent.own("fuzzing", "", score);
        allPositives.add(score);
        right += score > 0.5 ? 1 : 0;
      }
      for (double score : negatives) {
        latent.own("fuzzing", "random", score);
        allNegatives.add(score);
        rightNegatives += score > 0.5 ? 0 : 1;
      }
      sumAuroc += AurocTest.oracle(positives, negatives);
      sumAccuracy += (right / 10 + rightNegatives / 15) / 2;
      latents.add(
          latent.tokens(new TokenProfile(i, i == 3 ? Double.NaN : 0.5 + i, 7, -i)).build(i));
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
    assertThat(value(metrics, "token_entropy.mean.v2")).isCloseTo(9.5, within(1e-12));
    // The fourth latent has none.
    assertThat(value(metrics, "token_top1_mass.v2")).isCloseTo(0.5 + 187.0 / 19, within(1e-12));
    assertThat(metrics.metrics().get("token_top1_mass.v2").n()).isEqualTo(19);
    assertThat(value(metrics, "token_determined_share.v1")).isCloseTo(-9.5, within(1e-12));
    MetricValue pooled = metrics.metrics().get("fuzzing.auroc_pooled.v1");
    assertThat(pooled.ciLow()).isLessThan(pooled.value());
    assertThat(pooled.ciHigh()).isGreaterThan(pooled.value());
    assertThat(pooled.n()).isEqualTo(20);
    assertThat(metrics.counts())
        .contains(new CellCounts(900, 300, 20, Map.of(), LanguageModelUsage.NONE));
    assertThat(metrics.rocCurves().get("fuzzing").points()).hasSizeGreaterThan(5);
    assertThat(metrics.units().get("fuzzing.auroc.v1").size()).isEqualTo(20);
  }

  @Test
  void failedJudgementsAreDroppedFromTheScoreAndCounted() {
    ScoredLatent latent =
        new TestedLatent()
            .own("fuzzing", "", 0.9)
            .failed("fuzzing", "", "refused")
            .own("fuzzing", "random", 0.1)
            .failed("detection", "random", "timeout")
            .build(0);
    CellMetrics metrics = compute(List.of(latent));
    assertThat(value(metrics, "fuzzing.auroc.v1")).isEqualTo(1);
    assertThat(metrics.counts().orElseThrow().judgeFailures()).isEqualTo(2);
    assertThat(metrics.counts().orElseThrow().judgeFailuresByReason())
        .isEqualTo(Map.of("refused", 1L, "timeout", 1L));
    assertThat(value(metrics, "detection.auroc.v1")).isNaN();
    assertThat(metrics.metrics().get("detection.auroc.v1").note())
        .contains("no latent has usable judgements");
  }

  @Test
  void latentsWithoutAValueAreLeftOutOfTheMean() {
    ScoredLatent good =
        new TestedLatent().own("fuzzing", "", 0.9).own("fuzzing", "random", 0.1).build(0);
    ScoredLatent onlyPositives = new TestedLatent().own("fuzzing", "", 0.9).build(1);
    CellMetrics metrics = compute(List.of(good, onlyPositives));
    assertThat(metrics.metrics().get("fuzzing.auroc.v1").n()).isEqualTo(1);
    assertThat(value(metrics, "fuzzing.auroc.v1")).isEqualTo(1);
    // Pooling still uses the positives of the other latent.
    assertThat(metrics.metrics().get("fuzzing.auroc_pooled.v1").n()).isEqualTo(2);
  }

  @Test
  void noLatentsGiveUndefinedValuesWithAReason() {
    CellMetrics metrics = compute(List.of());
    // Two scorers with three main metrics, four for failures and a control; three entropies.
    assertThat(metrics.metrics()).hasSize(2 * 8 + 3);
    assertThat(metrics.metrics().values())
        .allSatisfy(
            value -> {
              assertThat(value.defined()).isFalse();
              assertThat(value.note()).contains("no latent has enough active windows");
            });
    assertThat(metrics.rocCurves().get("fuzzing").points()).isEmpty();
  }

  /** A judge's scores on few levels, some of them missing. */
  private static TestedLatent noisy(
      String judge, List<String> kinds, boolean shuffled, RandomGenerator data) {
    TestedLatent latent = new TestedLatent();
    for (String kind : kinds) {
      for (int e = 0; e < 12; e++) {
        double score = Math.floor(data.nextDouble() * 6) / 6 + (kind.isEmpty() ? 1.0 / 3 : 0);
        String failure = data.nextInt(5) == 0 ? "not-parsed" : "";
        latent.add("fuzzing", judge, shuffled, kind, score, failure);
      }
    }
    return latent;
  }

  /** Pairs of judgements, each counted one by one. */
  private static double naiveAuroc(
      List<TestedLatent.Answer> positives,
      List<TestedLatent.Answer> negatives,
      FailedAnswers rule) {
    double wins = 0;
    double pairs = 0;
    for (TestedLatent.Answer p : positives) {
      for (TestedLatent.Answer n : negatives) {
        if (rule == FailedAnswers.DROPPED && (p.failed() || n.failed())) {
          continue;
        }
        pairs++;
        if (rule == FailedAnswers.ONE_HALF && (p.failed() || n.failed())) {
          wins += 0.5;
        } else if (p.failed() || n.failed()) {
          wins += p.failed() ? n.failed() ? 0.5 : 0 : 1;
        } else {
          wins += p.score() > n.score() ? 1 : p.score() == n.score() ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  @Test
  void failedJudgementsAreTreatedInThreeWays() {
    RandomGenerator data = new SplitMix(11);
    List<TestedLatent> tested = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      tested.add(noisy("openai", List.of("", "random"), false, data));
    }
    CellMetrics metrics =
        compute(TestedLatent.build(tested), List.of("openai"), List.of("fuzzing"));
    Map<FailedAnswers, String> suffixes =
        Map.of(
            FailedAnswers.DROPPED, "",
            FailedAnswers.LOWEST_RANK, "_failures_worst",
            FailedAnswers.ONE_HALF, "_failures_half");
    suffixes.forEach(
        (rule, suffix) -> {
          double sum = 0;
          List<TestedLatent.Answer> positives = new ArrayList<>();
          List<TestedLatent.Answer> negatives = new ArrayList<>();
          for (TestedLatent latent : tested) {
            sum += naiveAuroc(latent.answers(""), latent.answers("random"), rule);
            positives.addAll(latent.answers(""));
            negatives.addAll(latent.answers("random"));
          }
          assertThat(value(metrics, "fuzzing.auroc" + suffix + ".v1"))
              .as(rule.name())
              .isCloseTo(sum / 10, within(1e-12));
          assertThat(value(metrics, "fuzzing.auroc_pooled" + suffix + ".v1"))
              .as(rule.name())
              .isCloseTo(naiveAuroc(positives, negatives, rule), within(1e-12));
          assertThat(metrics.metrics().get("fuzzing.auroc_pooled" + suffix + ".v1").ciLow())
              .isLessThan(value(metrics, "fuzzing.auroc_pooled" + suffix + ".v1"));
        });
    assertThat(metrics.units()).doesNotContainKey("fuzzing.auroc_pooled.v1");
  }

  @Test
  void withoutFailuresTheThreeWaysAgree() {
    RandomGenerator data = new SplitMix(12);
    TestedLatent latent = new TestedLatent();
    for (int e = 0; e < 40; e++) {
      latent.own("detection", e < 20 ? "" : "random", Math.floor(data.nextDouble() * 4));
    }
    CellMetrics metrics =
        compute(List.of(latent.build(0)), List.of("lexical"), List.of("detection"));
    double auroc = value(metrics, "detection.auroc.v1");
    for (String same :
        List.of(
            "auroc_pooled",
            "auroc_failures_worst",
            "auroc_failures_half",
            "auroc_pooled_failures_worst",
            "auroc_pooled_failures_half")) {
      assertThat(value(metrics, "detection." + same + ".v1")).as(same).isEqualTo(auroc);
    }
  }

  @Test
  void everyKindOfNegativesAndEveryConditionIsAMetricOfItsOwn() {
    RandomGenerator data = new SplitMix(13);
    List<TestedLatent> own = new ArrayList<>();
    List<ScoredLatent> latents = new ArrayList<>();
    double shuffled = 0;
    double lexical = 0;
    double over = 0;
    for (int i = 0; i < 8; i++) {
      TestedLatent latent =
          noisy("openai", List.of("", "random", "same-token", "nearest"), false, data);
      TestedLatent control = noisy("openai", List.of("", "random"), true, data);
      TestedLatent baseline = noisy("lexical", List.of("", "random"), false, data);
      own.add(latent);
      latents.add(new TestedLatent().with(latent).with(control).with(baseline).build(i));
      shuffled += naive(control, "random") / 8;
      lexical += naive(baseline, "random") / 8;
      double paired =
          naiveAuroc(
              answered(baseline, latent, ""),
              answered(baseline, latent, "random"),
              FailedAnswers.DROPPED);
      over += (naive(latent, "random") - paired) / 8;
    }
    CellMetrics metrics = compute(latents, List.of("openai", "lexical"), List.of("fuzzing"));

    for (String kind : List.of("random", "same-token", "nearest")) {
      double mean = own.stream().mapToDouble(latent -> naive(latent, kind)).average().orElseThrow();
      assertThat(value(metrics, MetricId.auroc("fuzzing", kind).id()))
          .as(kind)
          .isCloseTo(mean, within(1e-12));
    }
    assertThat(value(metrics, "fuzzing.shuffled.auroc.v1")).isCloseTo(shuffled, within(1e-12));
    assertThat(value(metrics, "fuzzing.lexical.auroc.v1")).isCloseTo(lexical, within(1e-12));
    assertThat(value(metrics, "fuzzing.over_lexical.v1")).isCloseTo(over, within(1e-12));
    assertThat(metrics.metrics().keySet())
        .noneMatch(id -> id.contains("co_active") || id.contains("decoder_neighbour"))
        .noneMatch(id -> id.startsWith("detection") || id.startsWith("intruder"));
  }

  /** Answers of one judge where the other, on the same window, did not fail. */
  private static List<TestedLatent.Answer> answered(
      TestedLatent latent, TestedLatent other, String kind) {
    List<TestedLatent.Answer> answers = latent.answers(kind);
    List<TestedLatent.Answer> others = other.answers(kind);
    return IntStream.range(0, answers.size())
        .filter(i -> !others.get(i).failed())
        .mapToObj(answers::get)
        .toList();
  }

  private static double naive(TestedLatent latent, String kind) {
    return naiveAuroc(latent.answers(""), latent.answers(kind), FailedAnswers.DROPPED);
  }

  @Test
  void aLexicalJudgeHasNoBaselineBesideIt() {
    CellMetrics metrics = compute(List.of());
    assertThat(metrics.metrics()).doesNotContainKey("fuzzing.over_lexical.v1");
    assertThat(metrics.metrics()).doesNotContainKey("fuzzing.lexical.auroc.v1");
    assertThat(metrics.metrics()).containsKey("fuzzing.shuffled.auroc.v1");
  }

  @Test
  void theBaselineIsMissingWhereOnlyOneOfTheTwoHasAValue() {
    ScoredLatent latent =
        new TestedLatent()
            .add("fuzzing", "openai", false, "", 1, "")
            .add("fuzzing", "openai", false, "random", 0, "")
            .add("fuzzing", "lexical", false, "", 1, "no-explanation")
            .add("fuzzing", "lexical", false, "random", 0, "")
            .build(0);
    CellMetrics metrics =
        compute(List.of(latent), List.of("openai", "lexical"), List.of("fuzzing"));
    assertThat(value(metrics, "fuzzing.auroc.v1")).isEqualTo(1);
    assertThat(value(metrics, "fuzzing.over_lexical.v1")).isNaN();
    assertThat(metrics.metrics().get("fuzzing.over_lexical.v1").note()).isNotBlank();
  }

  @Test
  void intrudersAreCountedWithinLatentsFirst() {
    ScoredLatent half = new TestedLatent().trial(2, 2, "").trial(2, 0, "").build(0);
    ScoredLatent all =
        new TestedLatent().trial(4, 4, "").trial(0, 0, "").trial(1, 0, "refused").build(1);
    ScoredLatent none = new TestedLatent().trial(1, 0, "refused").build(2);
    CellMetrics metrics = compute(List.of(half, all, none), List.of("openai"), List.of("intruder"));
    MetricValue accuracy = metrics.metrics().get("intruder.accuracy.v1");
    assertThat(accuracy.value()).isEqualTo(0.75);
    assertThat(accuracy.n()).isEqualTo(2);
    assertThat(metrics.counts().orElseThrow().judgeFailuresByReason())
        .isEqualTo(Map.of("refused", 2L));
    assertThat(compute(List.of(none), List.of("openai"), List.of("intruder")).metrics())
        .hasEntrySatisfying(
            "intruder.accuracy.v1",
            undefined -> assertThat(undefined.note()).contains("intruder trial"));
  }

  @Test
  void intrudersAreComparedWithTheBaselineOnTheTrialsThatWereAnswered() {
    ScoredLatent latent =
        new TestedLatent()
            .trial("openai", 2, 2, "")
            .trial("lexical", 2, 0, "")
            .trial("openai", 1, 0, "refused")
            .trial("lexical", 1, 1, "")
            .trial("openai", 3, 0, "")
            .trial("lexical", 3, 0, "")
            .trial("openai", 0, 0, "")
            .trial("lexical", 0, 0, "")
            .build(0);
    CellMetrics metrics =
        compute(List.of(latent), List.of("openai", "lexical"), List.of("intruder"));
    assertThat(value(metrics, "intruder.accuracy.v1")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(value(metrics, "intruder.lexical.accuracy.v1")).isEqualTo(0.5);
    assertThat(value(metrics, "intruder.over_lexical.v1")).isCloseTo(1 / 3.0, within(1e-12));
  }

  @Test
  void simulationsAreComparedWithTheBaselineLatentByLatent() {
    ScoredLatent one =
        new TestedLatent().simulation(false, 0.6, 0).simulation("lexical", false, 0.5, 0).build(0);
    ScoredLatent two =
        new TestedLatent().simulation(false, 0.2, 0).simulation("lexical", false, 0.4, 0).build(1);
    ScoredLatent half = new TestedLatent().simulation("lexical", false, 0.9, 0).build(2);
    CellMetrics metrics =
        compute(List.of(one, two, half), List.of("openai", "lexical"), List.of("simulation"));
    assertThat(value(metrics, "simulation.lexical.correlation.v1")).isCloseTo(0.6, within(1e-12));
    assertThat(value(metrics, "simulation.over_lexical.v1")).isCloseTo(-0.05, within(1e-12));
    assertThat(metrics.metrics().get("simulation.over_lexical.v1").n()).isEqualTo(2);
  }

  @Test
  void simulationsAreAveragedOverLatentsThatHaveACorrelation() {
    ScoredLatent one =
        new TestedLatent().simulation(false, 0.6, 0).simulation(true, -0.1, 0).build(0);
    ScoredLatent constant = new TestedLatent().simulation(false, Double.NaN, 4).build(1);
    ScoredLatent other = new TestedLatent().simulation(false, 0.2, 1).build(2);
    CellMetrics metrics =
        compute(List.of(one, constant, other), List.of("openai"), List.of("simulation"));
    assertThat(value(metrics, "simulation.correlation.v1")).isCloseTo(0.4, within(1e-12));
    assertThat(metrics.metrics().get("simulation.correlation.v1").n()).isEqualTo(2);
    assertThat(value(metrics, "simulation.shuffled.correlation.v1")).isEqualTo(-0.1);
    assertThat(metrics.counts().orElseThrow().judgeFailures()).isEqualTo(5);
  }

  @Test
  void embeddingsAreTheirOwnJudge() {
    ScoredLatent latent =
        new TestedLatent()
            .add("embedding", "embedding", false, "", 0.4, "")
            .add("embedding", "embedding", false, "random", 0.1, "")
            .add("embedding", "embedding", true, "", 0.1, "")
            .add("embedding", "embedding", true, "random", 0.1, "")
            .build(0);
    CellMetrics metrics = compute(List.of(latent), List.of("openai"), List.of("embedding"));
    assertThat(value(metrics, "embedding.auroc.v1")).isEqualTo(1);
    assertThat(value(metrics, "embedding.shuffled.auroc.v1")).isEqualTo(0.5);
    assertThat(metrics.rocCurves()).containsOnlyKeys("embedding");
  }

  @Test
  void refusesAScorerThatItDoesNotKnow() {
    assertThatThrownBy(() -> compute(List.of(), List.of("openai"), List.of("guessing")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown scorer 'guessing'");
  }

  private static double value(CellMetrics metrics, String id) {
    return metrics.metrics().get(id).value();
  }
}
