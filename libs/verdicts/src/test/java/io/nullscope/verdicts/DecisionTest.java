package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecisionTest {

  private static final double LEVEL = 0.05;

  @Test
  void aDifferenceWithinTheMarginIsNoFindingHoweverSmallItsPValue() {
    Estimate small = new Estimate(0.004, 0.001, 0.001, 10);

    assertThat(Decision.of(small, 0.002, 0.02, LEVEL)).isEqualTo(Decision.EQUIVALENT);
    assertThat(Decision.of(small, 0.002, 0.003, LEVEL)).isEqualTo(Decision.TRAINED_HIGHER);
  }

  @Test
  void directionIsTheSignOfTheEffect() {
    assertThat(Decision.of(new Estimate(-0.4, 0.1, 0.1, 4), 0.01, 0.02, LEVEL))
        .isEqualTo(Decision.NULL_HIGHER);
    assertThat(Decision.of(new Estimate(0.4, 0.1, 0.1, 4), 0.06, 0.02, LEVEL))
        .isEqualTo(Decision.OPEN);
    assertThat(Decision.of(new Estimate(0.4, 0.1, 0.1, 4), Double.NaN, 0.02, LEVEL))
        .isEqualTo(Decision.OPEN);
  }

  @Test
  void equivalenceAsksForTheNinetyPercentInterval() {
    Estimate estimate = new Estimate(0, 1, 1, 9);

    assertThat(Decision.of(estimate, 1, 1.84, LEVEL)).isEqualTo(Decision.EQUIVALENT);
    assertThat(Decision.of(estimate, 1, 1.83, LEVEL)).isEqualTo(Decision.OPEN);
  }

  @Test
  void contrasts() {
    double[] layers = {0, 2, 3, 5};

    assertThat(new Contrast.All().weights(layers)).containsOnly(0.25);
    assertThat(new Contrast.At(2).weights(layers)).containsExactly(0, 0, 1, 0);
    double[] slope = new Contrast.Slope().weights(layers);
    double fitted = 0;
    double sum = 0;
    for (int h = 0; h < layers.length; h++) {
      fitted += slope[h] * (7 - 0.3 * layers[h]);
      sum += slope[h];
    }
    assertThat(fitted).isCloseTo(-0.3, within(1e-12));
    assertThat(sum).isCloseTo(0, within(1e-12));
    assertThatThrownBy(() -> new Contrast.Slope().weights(new double[] {4}))
        .hasMessageContaining("two different layers");
  }
}
