package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaeConfigTest {

  @ParameterizedTest(name = "D {0}, F {1}, k {2}")
  @CsvSource({"0, 4, 2, width", "4, 0, 2, latents", "4, 4, 0, k is 0", "4, 4, 5, k is 5"})
  void refusesImpossibleSizes(int width, int latents, int k, String named) {
    assertThatThrownBy(() -> SaeConfig.topK(width, latents, k)).hasMessageContaining(named);
  }

  @ParameterizedTest(name = "{6}")
  @CsvSource({
    "0, 1, 1e-3, 0, 0, 1, batchSize",
    "1, 0, 1e-3, 0, 0, 1, epochs",
    "1, 1, 0, 0, 0, 1, learningRate",
    "1, 1, NaN, 0, 0, 1, learningRate",
    "1, 1, 1e-3, -0.1, 0, 1, warmupFraction",
    "1, 1, 1e-3, 0, 1.1, 1, decayFraction",
    "1, 1, 1e-3, 0.6, 0.6, 1, warmupFraction + decayFraction",
    "1, 1, 1e-3, 0, 0, 0, deadAfterTokens",
  })
  void refusesImpossibleTraining(
      int batch, int epochs, double rate, double warmup, double decay, long dead, String named) {
    assertThatThrownBy(() -> new TrainingConfig(batch, epochs, rate, warmup, decay, dead))
        .hasMessageContaining("training." + named + " is");
  }

  @Test
  void countsTheStepsOfAllEpochsTogether() {
    TrainingConfig training = new TrainingConfig(100, 3, 1e-3, 0, 0, 1);
    assertThat(training.totalSteps(250)).isEqualTo(7); // 750 rows; 50 are left out at the very end
    assertThat(training.totalSteps(34)).isEqualTo(1);
    assertThatThrownBy(() -> training.totalSteps(33))
        .hasMessageContaining("33 training tokens in 3 epochs do not fill one batch of 100");
  }

  @Test
  void defaultLearningRatesAreThePublishedOnes() {
    assertThat(TrainingConfig.defaultLearningRate(32_768)).isCloseTo(1.414e-4, within(1e-7));
    assertThat(TrainingConfig.defaultLearningRate(262_144)).isCloseTo(5e-5, within(1e-12));
  }

  @Test
  void architecturesHaveNames() {
    assertThat(Architecture.fromId("topk")).isEqualTo(Architecture.TOPK);
    assertThatThrownBy(() -> Architecture.fromId("relu")).hasMessageContaining("\"relu\"");
  }
}
