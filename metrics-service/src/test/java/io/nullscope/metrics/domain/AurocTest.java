package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AurocTest {

  /** The definition, pair by pair. */
  static double oracle(double[] positives, double[] negatives) {
    double wins = 0;
    for (double p : positives) {
      for (double n : negatives) {
        wins += p > n ? 1 : p == n ? 0.5 : 0;
      }
    }
    return wins / positives.length / negatives.length;
  }

  /** Scores from few levels tie all the time, as a judge's do near 0 and 1. */
  static double[] tiedScores(int size, int levels, RandomGenerator random) {
    return random.doubles(size).map(u -> Math.floor(u * levels) / levels).toArray();
  }

  @Test
  void agreesWithPairCountingForAnyAmountOfTies() {
    RandomGenerator random = new SplitMix(7);
    for (int levels : new int[] {1, 2, 3, 10, 1_000_000}) {
      for (int round = 0; round < 20; round++) {
        double[] positives = tiedScores(1 + random.nextInt(30), levels, random);
        double[] negatives = tiedScores(1 + random.nextInt(30), levels, random);
        assertThat(Auroc.of(positives, negatives))
            .isCloseTo(oracle(positives, negatives), within(1e-12));
      }
    }
  }

  @Test
  void knownValues() {
    assertThat(Auroc.of(new double[] {2, 3}, new double[] {0, 1})).isEqualTo(1);
    assertThat(Auroc.of(new double[] {0, 1}, new double[] {2, 3})).isEqualTo(0);
    assertThat(Auroc.of(new double[] {5, 5, 5}, new double[] {5, 5})).isEqualTo(0.5);
    assertThat(Auroc.of(new double[] {1, 3}, new double[] {2, 3})).isEqualTo(1.5 / 4);
    assertThat(Auroc.of(new double[] {0.0}, new double[] {-0.0})).isEqualTo(0.5);
    assertThat(Auroc.of(new double[] {Double.POSITIVE_INFINITY}, new double[] {1})).isEqualTo(1);
  }

  @Test
  void isUndefinedWithoutBothClasses() {
    assertThat(Auroc.of(new double[0], new double[] {1})).isNaN();
    assertThat(Auroc.of(new double[] {1}, new double[0])).isNaN();
  }

  @Test
  void refusesNanScores() {
    assertThatThrownBy(() -> Auroc.of(new double[] {1, Double.NaN}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("score 1 is NaN");
  }
}
