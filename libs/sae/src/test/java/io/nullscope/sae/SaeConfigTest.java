package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
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
  void refusesSettingsThatDoNotFit() {
    assertThatThrownBy(() -> new Architecture.JumpRelu(1e-3, 0)).hasMessageContaining("bandwidth");
    assertThatThrownBy(() -> new Architecture.Relu(-1)).hasMessageContaining("l1Coefficient");
    assertThatThrownBy(() -> new Architecture.Gated(Double.NaN))
        .hasMessageContaining("l1Coefficient");
    assertThatThrownBy(() -> new SaeConfig(new Architecture.BatchTopK(9), 4, 8))
        .hasMessageContaining("k is 9");
    assertThatThrownBy(() -> new SaeConfig(new Architecture.Matryoshka(2, List.of(4, 2, 8)), 4, 8))
        .hasMessageContaining("ascending");
    assertThatThrownBy(() -> new SaeConfig(new Architecture.Matryoshka(2, List.of(4, 7)), 4, 8))
        .hasMessageContaining("must be the number of latents, 8");
    assertThatThrownBy(() -> new AuxK(0)).hasMessageContaining("auxK.alpha");
    assertThatThrownBy(() -> new AuxK(1, OptionalInt.of(0))).hasMessageContaining("auxK.k");
  }

  @Test
  void matryoshkaHalvesItsPrefixes() {
    assertThat(Architecture.Matryoshka.halving(4, 2048).prefixes())
        .containsExactly(128, 256, 512, 1024, 2048);
    assertThat(Architecture.Matryoshka.halving(1, 6).prefixes()).containsExactly(1, 3, 6);
  }

  @Test
  void onlySomeArchitecturesHaveAK() {
    assertThat(new SaeConfig(new Architecture.BatchTopK(3), 4, 8).k()).isEqualTo(3);
    SaeConfig relu = new SaeConfig(Architecture.Relu.DEFAULT, 4, 8);
    assertThatThrownBy(relu::k).hasMessageContaining("relu");
  }

  @Test
  void extraLossesBelongToArchitecturesThatSelect() {
    TrainingConfig training = new TrainingConfig(8, 1, 1e-3, 0, 0, 1);
    assertThatThrownBy(() -> training.withAuxK(new AuxK(1)).check(Architecture.JumpRelu.DEFAULT))
        .hasMessageContaining("auxK")
        .hasMessageContaining("jumprelu");
    assertThatThrownBy(
            () -> training.withMultiTopK(true).check(Architecture.Matryoshka.halving(2, 16)))
        .hasMessageContaining("multiTopK")
        .hasMessageContaining("matryoshka");
    assertThatThrownBy(() -> training.withSparsityWarmup(1.5))
        .hasMessageContaining("sparsityWarmupFraction");
  }
}
