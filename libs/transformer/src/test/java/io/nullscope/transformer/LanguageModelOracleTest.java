package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels against the oracles, on made-up weights. */
class LanguageModelOracleTest {

  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 3;
  private static final int LENGTH = 17;
  private static final int VOCABULARY = 61;

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  static Stream<Arguments> configurations() {
    return Stream.of(
        Arguments.of("GPT-NeoX, parallel, a quarter rotated", neox(3, 32, 4, 0.25, true)),
        Arguments.of("GPT-NeoX, parallel, rotated whole", neox(2, 32, 4, 1.0, true)),
        Arguments.of("GPT-NeoX, sequential, a quarter rotated", neox(2, 48, 3, 0.25, false)),
        Arguments.of("GPT-NeoX, sequential, rotated whole", neox(2, 24, 2, 1.0, false)),
        Arguments.of("GPT-NeoX, one layer", neox(1, 32, 2, 0.25, true)),
        Arguments.of(
            "GPT-NeoX, no attention biases",
            new GptNeoXConfig(
                2, 32, 4, 80, VOCABULARY, 64, 1e-5, 10_000, 0.5, false, true, OptionalInt.of(0))),
        Arguments.of("GPT-2, tied", gpt2(2, 32, 4, false, true)),
        Arguments.of("GPT-2, untied, scores scaled by depth", gpt2(3, 24, 3, true, false)),
        Arguments.of("Llama, 8/4 heads, tied", llama(2, 64, 8, 4, 8, true)),
        Arguments.of("Llama, 8/4 heads, untied", llama(3, 64, 8, 4, 8, false)),
        Arguments.of("Llama, 6/6 heads, tied", llama(2, 48, 6, 6, 8, true)),
        Arguments.of("Llama, 6/1 heads wider than the stream", llama(2, 24, 6, 1, 8, false)),
        Arguments.of("Llama, one layer", llama(1, 32, 4, 2, 8, true)),
        Arguments.of(
            "Llama, all biases, positions divided",
            llama(
                "llama",
                new Rotary(8, 500, new RotaryScaling.Linear(3)),
                new LlamaVariation(true, true, true, false, Optional.empty()))),
        Arguments.of(
            "Llama, frequencies as in 3.1",
            llama(
                "llama",
                new Rotary(8, 500, new RotaryScaling.Llama3(8, 1, 4, 64)),
                LlamaVariation.NONE)),
        Arguments.of(
            "Mistral, a window of 5", llama("mistral", false, false, Optional.of(window(5, 0, 1)))),
        Arguments.of(
            "Mistral, a window of 1", llama("mistral", false, false, Optional.of(window(1, 0, 1)))),
        Arguments.of(
            "Mistral, a window of the whole context",
            llama("mistral", false, false, Optional.of(window(LENGTH, 0, 1)))),
        Arguments.of("Qwen2", llama("qwen2", true, false, Optional.empty())),
        Arguments.of(
            "Qwen2, a window in the upper block",
            llama("qwen2", true, false, Optional.of(window(3, 1)))),
        Arguments.of("Qwen3", llama("qwen3", false, true, Optional.empty())),
        Arguments.of(
            "Qwen3, a window in the lower block",
            llama("qwen3", false, true, Optional.of(window(7, 0)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void residualsLogitsAndLossesAgree(String name, TransformerConfig config) throws IOException {
    RandomWeights weights = RandomWeights.of(config, 7);
    Oracle oracle = Oracle.of(config, weights);
    int[][] windows = randomWindows(new Random(3));
    try (LanguageModel model = LanguageModel.load(runtime, config, weights);
        TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows);
      InputEmbedding input = new InputEmbedding.Tokens(tokens);
      List<Integer> layers = IntStream.range(0, config.layers()).boxed().toList();

      List<NDArray> residuals = model.residuals(scope, input, layers);
      float[] logits = model.logits(scope, input).toFloatArray();
      float[] losses = model.crossEntropy(scope, tokens).toFloatArray();

      for (int b = 0; b < BATCH; b++) {
        double[][] embedded = oracle.addPositions(oracle.embed(windows[b]));
        double[][][] expected = oracle.residuals(embedded, 0);
        for (int layer : layers) {
          assertClose(residuals.get(layer).toFloatArray(), b, flatten(expected[layer]));
        }
        assertClose(logits, b, flatten(oracle.logits(expected[config.layers() - 1])));
        assertClose(losses, b, oracle.losses(embedded, 0, windows[b]));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void continuingFromAnyResidualAgrees(String name, TransformerConfig config) throws IOException {
    RandomWeights weights = RandomWeights.of(config, 11);
    Oracle oracle = Oracle.of(config, weights);
    Random random = new Random(5);
    int[][] windows = randomWindows(random);
    double[][][] spliced = randomStreams(random, config.width());
    try (LanguageModel model = LanguageModel.load(runtime, config, weights);
        TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows);
      NDArray residual = tensor(scope, spliced);
      for (int layer = 0; layer < config.layers(); layer++) {
        float[] losses = model.crossEntropyFrom(scope, residual, layer, tokens).toFloatArray();
        for (int b = 0; b < BATCH; b++) {
          assertClose(losses, b, oracle.losses(spliced[b], layer + 1, windows[b]));
        }
      }
    }
  }

  /** p from the logits of the model itself, q from those of another stream. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void divergencesAgree(String name, TransformerConfig config) throws IOException {
    RandomWeights weights = RandomWeights.of(config, 13);
    Oracle oracle = Oracle.of(config, weights);
    Random random = new Random(6);
    double[][][] streams = randomStreams(random, config.width());
    double[][][] others = randomStreams(random, config.width());
    int n = BATCH * LENGTH;
    try (LanguageModel model = LanguageModel.load(runtime, config, weights);
        TensorScope scope = runtime.scope()) {
      for (int layer = 0; layer < config.layers(); layer++) {
        NDArray last = model.lastResidualFrom(scope, tensor(scope, streams), layer);
        NDArray other = model.lastResidualFrom(scope, tensor(scope, others), layer);

        double[] divergences =
            model
                .divergences(
                    scope,
                    scope.reshape(last, n, config.width()),
                    scope.reshape(other, n, config.width()))
                .toDoubleArray();

        for (int b = 0; b < BATCH; b++) {
          double[][] p = oracle.logits(lastOf(oracle, streams[b], layer));
          double[][] q = oracle.logits(lastOf(oracle, others[b], layer));
          for (int t = 0; t < LENGTH; t++) {
            assertThat(divergences[b * LENGTH + t])
                .isCloseTo(divergence(p[t], q[t]), within(TOLERANCE));
          }
        }
      }
    }
  }

  private static double[][] lastOf(Oracle oracle, double[][] stream, int layer) {
    int blocks = oracle.layers() - layer - 1;
    return blocks == 0 ? stream : oracle.residuals(stream, layer + 1)[blocks - 1];
  }

  private static double divergence(double[] p, double[] q) {
    double divergence = 0;
    for (int v = 0; v < p.length; v++) {
      double lnP = p[v] - Naive.logSumExp(p);
      divergence += Math.exp(lnP) * (lnP - q[v] + Naive.logSumExp(q));
    }
    return divergence;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void replacedEmbeddingsAgree(String name, TransformerConfig config) throws IOException {
    RandomWeights weights = RandomWeights.of(config, 13);
    Oracle oracle = Oracle.of(config, weights);
    Random random = new Random(9);
    int[][] windows = randomWindows(random);
    double[][][] noise = randomStreams(random, config.width());
    int deepest = config.layers() - 1;
    try (LanguageModel model = LanguageModel.load(runtime, config, weights);
        TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows);
      InputEmbedding input = new InputEmbedding.Replaced(tensor(scope, noise));

      float[] residual = model.residuals(scope, input, List.of(deepest)).get(0).toFloatArray();
      float[] losses = model.crossEntropy(scope, input, tokens).toFloatArray();

      for (int b = 0; b < BATCH; b++) {
        double[][] entering = oracle.addPositions(noise[b]);
        assertClose(residual, b, flatten(oracle.residuals(entering, 0)[deepest]));
        assertClose(losses, b, oracle.losses(entering, 0, windows[b]));
      }
    }
  }

  private static GptNeoXConfig neox(
      int layers, int width, int heads, double rotaryFraction, boolean parallel) {
    return new GptNeoXConfig(
        layers,
        width,
        heads,
        4 * width,
        VOCABULARY,
        64,
        1e-5,
        10_000,
        rotaryFraction,
        true,
        parallel,
        OptionalInt.of(0));
  }

  private static Gpt2Config gpt2(
      int layers, int width, int heads, boolean scaledByDepth, boolean tied) {
    return new Gpt2Config(
        layers,
        width,
        heads,
        3 * width,
        VOCABULARY,
        40,
        1e-5,
        scaledByDepth,
        0.02,
        tied,
        OptionalInt.of(0));
  }

  private static SlidingWindow window(int tokens, Integer... layers) {
    return new SlidingWindow(tokens, List.of(layers));
  }

  /** Two blocks, 6/3 heads of 8 in a stream of 32. */
  private static LlamaConfig llama(
      String family,
      boolean queryKeyValueBias,
      boolean queryKeyNorm,
      Optional<SlidingWindow> window) {
    return llama(
        family,
        new Rotary(8, 500, new RotaryScaling.None()),
        new LlamaVariation(queryKeyValueBias, false, false, queryKeyNorm, window));
  }

  private static LlamaConfig llama(String family, Rotary rotary, LlamaVariation variation) {
    return new LlamaConfig(
        family,
        2,
        32,
        6,
        3,
        8,
        72,
        VOCABULARY,
        64,
        1e-6,
        rotary,
        variation,
        0.02,
        true,
        OptionalInt.of(1));
  }

  private static LlamaConfig llama(
      int layers, int width, int heads, int keyValueHeads, int headWidth, boolean tied) {
    return new LlamaConfig(
        "llama",
        layers,
        width,
        heads,
        keyValueHeads,
        headWidth,
        3 * width,
        VOCABULARY,
        64,
        1e-6,
        new Rotary(headWidth, 500, new RotaryScaling.None()),
        LlamaVariation.NONE,
        0.02,
        tied,
        OptionalInt.of(1));
  }

  private static int[][] randomWindows(Random random) {
    int[][] windows = new int[BATCH][];
    for (int b = 0; b < BATCH; b++) {
      windows[b] = random.ints(LENGTH, 0, VOCABULARY).toArray();
    }
    return windows;
  }

  /** Values that float32 holds exactly, so that both sides begin alike. */
  private static double[][][] randomStreams(Random random, int width) {
    double[][][] streams = new double[BATCH][LENGTH][width];
    for (double[][] stream : streams) {
      for (double[] row : stream) {
        for (int i = 0; i < width; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
    }
    return streams;
  }

  private static NDArray tensor(TensorScope scope, double[][][] values) {
    List<double[]> rows = new ArrayList<>();
    for (double[][] stream : values) {
      rows.addAll(List.of(stream));
    }
    int width = rows.get(0).length;
    float[] flat = new float[rows.size() * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows.get(i / width)[i % width];
    }
    return scope.floats(flat, values.length, values[0].length, width);
  }

  private static double[] flatten(double[][] rows) {
    return Stream.of(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static void assertClose(float[] batch, int b, double[] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(batch[b * expected.length + i] - expected[i]));
    }
    assertThat(worst).as("largest absolute error").isLessThanOrEqualTo(TOLERANCE);
    assertThat(batch).hasSize(BATCH * expected.length);
  }
}
