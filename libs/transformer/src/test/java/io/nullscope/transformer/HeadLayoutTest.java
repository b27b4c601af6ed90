package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeadLayoutTest {

  private static final int[][] WINDOWS = {{3, 1, 4, 1, 5, 9, 2, 6}};

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @Test
  void fusedTensorsHoldTheirMatricesSideBySideOrOneAfterTheOther() {
    HeadLayout interleaved = new HeadLayout(0, 4, 8, 3, true);
    assertThat(interleaved.start(0, 1)).isEqualTo(24);
    assertThat(interleaved.start(2, 1)).isEqualTo(40);
    assertThat(interleaved.run()).isEqualTo(8);
    HeadLayout blocks = new HeadLayout(1, 4, 8, 3, false);
    assertThat(blocks.start(0, 1)).isEqualTo(8);
    assertThat(blocks.start(2, 1)).isEqualTo(72);
    assertThat(blocks.run()).isEqualTo(32);
    assertThat(HeadLayout.single(1, 2, 6).start(0, 1)).isEqualTo(6);
  }

  static Stream<TransformerConfig> models() {
    return Stream.of(
        new GptNeoXConfig(2, 32, 4, 64, 11, 16, 1e-5, 10_000, 0.5, true, true, OptionalInt.of(0)),
        new GptNeoXConfig(2, 32, 4, 64, 11, 16, 1e-5, 10_000, 0.5, false, true, OptionalInt.of(0)),
        new Gpt2Config(2, 32, 4, 64, 11, 16, 1e-5, false, 0.02, true, OptionalInt.of(0)),
        llama(new LlamaVariation(true, true, true, false, Optional.empty())),
        llama(new LlamaVariation(false, false, false, true, Optional.empty())));
  }

  /** Four query heads in two groups, wider together than the stream. */
  private static LlamaConfig llama(LlamaVariation variation) {
    Rotary rotary = new Rotary(12, 500, new RotaryScaling.None());
    return new LlamaConfig(
        "llama",
        2,
        32,
        4,
        2,
        12,
        64,
        11,
        16,
        1e-6,
        rotary,
        variation,
        0.02,
        true,
        OptionalInt.of(0));
  }

  /** The order of heads means nothing, so long as all tensors have the same. */
  @ParameterizedTest
  @MethodSource("models")
  void headsThatChangePlacesEverywhereChangeNothing(TransformerConfig config) throws IOException {
    RandomWeights weights = RandomWeights.of(config, 5);
    float[] before = lastResidual(config, weights);

    assertThat(lastResidual(config, reversed(config, weights, parameter -> true)))
        .containsExactly(before, within(1e-4f));
    float[] torn =
        lastResidual(
            config,
            reversed(
                config, weights, parameter -> parameter.side() != InitializationSide.OUTPUT_SIDE));
    double worst = 0;
    for (int i = 0; i < before.length; i++) {
      worst = Math.max(worst, Math.abs(torn[i] - before[i]));
    }
    assertThat(worst).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @MethodSource("models")
  void layoutsFillTheirAxis(TransformerConfig config) {
    for (ParameterSpec parameter : config.parameters()) {
      parameter
          .heads()
          .ifPresent(
              heads ->
                  assertThat(heads.matrices() * heads.heads() * heads.width())
                      .as(parameter.name())
                      .isEqualTo((int) parameter.shape()[heads.axis()]));
      boolean attention = parameter.name().contains("att") && parameter.role() == TensorRole.WEIGHT;
      if (attention && !parameter.name().contains("layernorm")) {
        assertThat(parameter.heads()).as(parameter.name()).isPresent();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void depthsAreThoseOfTheForwardPass(TransformerConfig config) {
    for (ParameterSpec parameter : config.parameters()) {
      int expected =
          switch (parameter.name().replaceAll("\\D*\\.(\\d+)\\..*", "$1")) {
            case "0" -> 1;
            case "1" -> 2;
            default ->
                parameter.role().isEmbedding() && !parameter.role().equals(TensorRole.UNEMBEDDING)
                    ? 0
                    : 3;
          };
      assertThat(parameter.depth()).as(parameter.name()).isEqualTo(expected);
    }
  }

  private static float[] lastResidual(TransformerConfig config, RandomWeights weights)
      throws IOException {
    try (LanguageModel model = LanguageModel.load(runtime, config, weights);
        TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, WINDOWS));
      return model.residuals(scope, input, List.of(1)).get(0).toFloatArray();
    }
  }

  /** Heads in the opposite order, in some tensors. */
  private static RandomWeights reversed(
      TransformerConfig config, RandomWeights weights, Predicate<ParameterSpec> which) {
    Map<String, float[]> values = new HashMap<>(weights.values());
    for (ParameterSpec parameter : config.parameters()) {
      if (which.test(parameter) && parameter.heads().isPresent()) {
        values.put(
            parameter.name(),
            reversed(parameter, parameter.heads().get(), weights.values().get(parameter.name())));
      }
    }
    return new RandomWeights(values, weights.shapes());
  }

  private static float[] reversed(ParameterSpec parameter, HeadLayout layout, float[] from) {
    long[] shape = parameter.shape();
    int columns = shape.length == 1 ? 1 : (int) shape[1];
    int size = (int) shape[layout.axis()];
    int[] source = new int[size];
    for (int matrix = 0; matrix < layout.matrices(); matrix++) {
      for (int head = 0; head < layout.heads(); head++) {
        for (int i = 0; i < layout.width(); i++) {
          source[layout.start(matrix, head) + i] =
              layout.start(matrix, layout.heads() - 1 - head) + i;
        }
      }
    }
    float[] to = new float[from.length];
    for (int i = 0; i < to.length; i++) {
      int row = i / columns;
      int column = i % columns;
      to[i] =
          layout.axis() == 0
              ? from[source[row] * columns + column]
              : from[row * columns + source[column]];
    }
    return to;
  }
}
