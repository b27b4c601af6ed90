package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializationTest {

  @ParameterizedTest
  @CsvSource({
    "6, 512, 0.02795, 0.01473",
    "12, 768, 0.02282, 0.00601",
    "24, 1024, 0.01976, 0.00260",
    "16, 2048, 0.01398, 0.00276"
  })
  void gptNeoXDrawsAsTheStepZeroCheckpointsOfPythiaDo(
      int layers, int width, double inputSide, double outputSide) {
    GptNeoXConfig config =
        new GptNeoXConfig(
            layers,
            width,
            8,
            4 * width,
            50304,
            2048,
            1e-5,
            10_000,
            0.25,
            true,
            true,
            OptionalInt.of(0));
    for (ParameterSpec tensor : config.parameters()) {
      double expected =
          switch (tensor.role()) {
            case EMBEDDING, POSITION_EMBEDDING, UNEMBEDDING -> inputSide;
            case WEIGHT ->
                tensor.name().contains("query_key_value") || tensor.name().contains("dense_h_to_4h")
                    ? inputSide
                    : outputSide;
            case NORM_GAIN, NORM_BIAS, BIAS -> 0;
          };
      assertThat(Initialization.standardDeviation(config, tensor))
          .as(tensor.name())
          .isCloseTo(expected, within(5e-6));
      assertThat(Initialization.mean(tensor))
          .isEqualTo(tensor.role() == TensorRole.NORM_GAIN ? 1 : 0);
    }
  }

  @Test
  void llamaDrawsEveryMatrixAlike() {
    LlamaConfig config =
        new LlamaConfig(
            "llama",
            2,
            8,
            2,
            1,
            4,
            16,
            32,
            64,
            1e-6,
            new Rotary(4, 10_000, new RotaryScaling.None()),
            LlamaVariation.NONE,
            0.03,
            false,
            OptionalInt.of(1));
    Predicate<ParameterSpec> isGain = tensor -> tensor.role() == TensorRole.NORM_GAIN;
    assertThat(config.parameters())
        .filteredOn(isGain.negate())
        .allMatch(tensor -> Initialization.standardDeviation(config, tensor) == 0.03)
        .allMatch(tensor -> Initialization.mean(tensor) == 0);
    assertThat(config.parameters())
        .filteredOn(isGain)
        .hasSize(5)
        .allMatch(tensor -> Initialization.standardDeviation(config, tensor) == 0)
        .allMatch(tensor -> Initialization.mean(tensor) == 1);
  }

  /** Radford et al. 2019: N(0, 0.02²), what writes into the stream divided by sqrt(2 L). */
  @Test
  void gptTwoScalesDownWhatWritesIntoTheStream() {
    Gpt2Config config =
        new Gpt2Config(8, 16, 2, 64, 32, 64, 1e-5, false, 0.02, false, OptionalInt.of(0));
    for (ParameterSpec tensor : config.parameters()) {
      double expected =
          switch (tensor.role()) {
            case EMBEDDING, POSITION_EMBEDDING, UNEMBEDDING -> 0.02;
            case WEIGHT -> tensor.name().endsWith("c_proj.weight") ? 0.005 : 0.02;
            case NORM_GAIN, NORM_BIAS, BIAS -> 0;
          };
      assertThat(Initialization.standardDeviation(config, tensor))
          .as(tensor.name())
          .isCloseTo(expected, within(1e-12));
    }
  }
}
