package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Laws that an AUROC obeys, however failures are treated. */
class LatentScoreTest {

  private static final Condition MAIN = new Condition("fuzzing", "openai", false, "random");

  /** The same draws for the same seed. */
  private static LatentScore score(long seed, boolean swapped, DoubleUnaryOperator scale) {
    RandomGenerator random = new SplitMix(seed);
    TestedLatent latent = new TestedLatent();
    for (int e = 0; e < 30; e++) {
      boolean positive = e < 12;
      double score = scale.applyAsDouble(Math.floor(random.nextDouble() * 5) + (positive ? 1 : 0));
      String failure = random.nextInt(4) == 0 ? "timeout" : "";
      String kind = positive == swapped ? "random" : "";
      latent.add("fuzzing", "openai", false, kind, score, failure);
    }
    return LatentScore.of(latent.build(0), MAIN);
  }

  @Test
  void swappingTheClassesTurnsTheAurocAround() {
    for (long seed = 0; seed < 20; seed++) {
      for (FailedAnswers rule : FailedAnswers.values()) {
        double auroc = score(seed, false, x -> x).auroc(rule);
        assertThat(score(seed, true, x -> x).auroc(rule))
            .as(rule.name())
            .isCloseTo(1 - auroc, within(1e-12));
      }
    }
  }

  @Test
  void onlyTheOrderOfScoresMatters() {
    for (long seed = 0; seed < 20; seed++) {
      for (FailedAnswers rule : FailedAnswers.values()) {
        double auroc = score(seed, false, x -> x).auroc(rule);
        assertThat(score(seed, false, x -> Math.exp(3 * x) - 1e6).auroc(rule)).isEqualTo(auroc);
      }
    }
  }

  @Test
  void oneHalfPullsTowardsChance() {
    for (long seed = 0; seed < 20; seed++) {
      LatentScore score = score(seed, false, x -> x);
      double dropped = score.auroc(FailedAnswers.DROPPED) - 0.5;
      double half = score.auroc(FailedAnswers.ONE_HALF) - 0.5;
      assertThat(Math.abs(half)).isLessThanOrEqualTo(Math.abs(dropped) + 1e-12);
      assertThat(half * dropped).isNotNegative();
    }
  }

  @Test
  void whenEverythingFailedNothingIsKnown() {
    TestedLatent latent = new TestedLatent();
    for (String kind : new String[] {"", "", "random"}) {
      latent.add("fuzzing", "openai", false, kind, 0, "refused");
    }
    LatentScore score = LatentScore.of(latent.build(0), MAIN);
    assertThat(score.auroc(FailedAnswers.DROPPED)).isNaN();
    assertThat(score.auroc(FailedAnswers.LOWEST_RANK)).isEqualTo(0.5);
    assertThat(score.auroc(FailedAnswers.ONE_HALF)).isEqualTo(0.5);
    assertThat(score.failures()).isEqualTo(3);
  }
}
