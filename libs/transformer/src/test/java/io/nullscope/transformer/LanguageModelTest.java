package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorException;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LanguageModelTest {

  private static final LlamaConfig CONFIG =
      new LlamaConfig(
          "llama",
          3,
          64,
          4,
          2,
          16,
          128,
          200,
          32,
          1e-6,
          new Rotary(16, 10_000, new RotaryScaling.None()),
          LlamaVariation.NONE,
          0.02,
          true,
          OptionalInt.of(1));

  private static TensorRuntime runtime;
  private static LanguageModel model;

  @BeforeAll
  static void load() throws IOException {
    runtime = TensorRuntime.start();
    model = LanguageModel.load(runtime, CONFIG, RandomWeights.of(CONFIG, 1));
  }

  @AfterAll
  static void close() {
    model.close();
    runtime.close();
  }

  @Test
  void residualsComeInTheOrderAskedFor() {
    try (TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, windows(2, 8)));
      List<NDArray> ascending = model.residuals(scope, input, List.of(0, 1, 2));

      List<NDArray> asked = model.residuals(scope, input, List.of(2, 0, 2));

      assertThat(asked).hasSize(3);
      assertThat(asked.get(0).toFloatArray()).isEqualTo(ascending.get(2).toFloatArray());
      assertThat(asked.get(1).toFloatArray()).isEqualTo(ascending.get(0).toFloatArray());
      assertThat(asked.get(2).toFloatArray()).isEqualTo(ascending.get(2).toFloatArray());
    }
  }

  @Test
  void noLayersGiveNoResiduals() {
    try (TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, windows(1, 4)));
      assertThat(model.residuals(scope, input, List.of())).isEmpty();
    }
  }

  @Test
  void laterTokensDoNotChangeEarlierLosses() {
    int[][] longer = windows(1, 20);
    int[][] shorter = {java.util.Arrays.copyOf(longer[0], 12)};
    try (TensorScope scope = runtime.scope()) {
      float[] all = model.crossEntropy(scope, model.tokens(scope, longer)).toFloatArray();
      float[] first = model.crossEntropy(scope, model.tokens(scope, shorter)).toFloatArray();
      assertThat(java.util.Arrays.copyOf(all, 11)).containsExactly(first, within(1e-4f));
    }
  }

  @Test
  void theSameCallGivesTheSameBits() {
    try (TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows(8, 32));
      float[] first = model.crossEntropy(scope, tokens).toFloatArray();
      for (int i = 0; i < 5; i++) {
        assertThat(model.crossEntropy(scope, tokens).toFloatArray()).isEqualTo(first);
      }
    }
  }

  /**
   * Biases make a zero stream something else, positions do not enter it, and a window does not
   * matter where all keys are alike.
   */
  @Test
  void zeroAblatedLossesAreThoseOfAZeroStreamAtEveryPosition() throws IOException {
    Rotary rotary = new Rotary(16, 10_000, new RotaryScaling.None());
    LlamaVariation all =
        new LlamaVariation(
            true, true, true, true, Optional.of(new SlidingWindow(5, List.of(0, 1))));
    assertZeroAblatedLosses(model);
    for (TransformerConfig config :
        List.of(
            new GptNeoXConfig(
                2, 64, 4, 256, 200, 32, 1e-5, 10_000, 0.25, true, true, OptionalInt.of(0)),
            new Gpt2Config(2, 64, 4, 256, 200, 32, 1e-5, false, 0.02, true, OptionalInt.of(0)),
            new LlamaConfig(
                "qwen3",
                2,
                64,
                4,
                2,
                16,
                96,
                200,
                32,
                1e-6,
                rotary,
                all,
                0.02,
                false,
                OptionalInt.of(0)))) {
      try (LanguageModel each = LanguageModel.load(runtime, config, RandomWeights.of(config, 3))) {
        assertZeroAblatedLosses(each);
      }
    }
  }

  private static void assertZeroAblatedLosses(LanguageModel model) {
    for (int layer = 0; layer < model.config().layers(); layer++) {
      assertZeroAblatedLosses(model, layer);
    }
  }

  private static void assertZeroAblatedLosses(LanguageModel model, int layer) {
    int[][] windows = windows(3, 12);
    try (TensorScope scope = runtime.scope()) {
      NDArray zeros = scope.zeros(3, 12, model.config().width());
      float[] everywhere =
          model.crossEntropyFrom(scope, zeros, layer, model.tokens(scope, windows)).toFloatArray();
      float[] byToken = model.zeroAblatedLosses(scope, layer).toFloatArray();
      assertThat(byToken).hasSize(model.config().vocabularySize());
      for (int i = 0; i < everywhere.length; i++) {
        int predicted = windows[i / 11][i % 11 + 1];
        assertThat(everywhere[i]).isCloseTo(byToken[predicted], within(1e-4f));
      }
    }
  }

  @Test
  void lossesDoNotDependOnHowLogitsAreCut() {
    try (Kernel head = Kernel.load(runtime, LanguageModel.class, "language_head.ts.txt");
        TensorScope scope = runtime.scope()) {
      Random random = new Random(4);
      NDArray stream = gaussians(scope, random, 3, 7, 8);
      NDArray unembedding = gaussians(scope, random, 11, 8);
      NDArray tokens = scope.longs(random.longs(21, 0, 11).toArray(), 3, 7);
      float[] whole =
          head.call(scope, "losses", stream, unembedding, tokens, 1000).get(0).toFloatArray();
      for (int rows : new int[] {1, 5, 6, 17, 18, 19}) {
        assertThat(
                head.call(scope, "losses", stream, unembedding, tokens, rows).get(0).toFloatArray())
            .as("%d rows at once", rows)
            .containsExactly(whole, within(1e-5f));
      }
      assertThat(whole).hasSize(18);
    }
  }

  @Test
  void tiedEmbeddingsMayBeStoredAsTheUnembedding() throws IOException {
    RandomWeights usual = RandomWeights.of(CONFIG, 1);
    RandomWeights renamed = new RandomWeights(renamed(usual.values()), renamed(usual.shapes()));
    try (LanguageModel other = LanguageModel.load(runtime, CONFIG, renamed);
        TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows(2, 16));
      assertThat(other.crossEntropy(scope, tokens).toFloatArray())
          .isEqualTo(model.crossEntropy(scope, tokens).toFloatArray());
    }
  }

  @Test
  void fiftyForwardsLeaveNothingBehind() throws IOException {
    try (TensorScope scope = runtime.scope()) {
      int[][] windows = windows(64, 32);
      long warm = 0;
      for (int pass = 0; pass < 60; pass++) {
        try (TensorScope step = scope.child()) {
          NDArray tokens = model.tokens(step, windows);
          List<NDArray> residuals =
              model.residuals(step, new InputEmbedding.Tokens(tokens), List.of(0, 1, 2));
          model.crossEntropy(step, tokens);
          model.crossEntropyFrom(step, residuals.get(0), 0, tokens);
          assertThat(step.liveResources()).isEqualTo(6);
        }
        assertThat(scope.liveResources()).isZero();
        if (pass == 9) {
          warm = residentBytes();
        }
      }
      // Fifty leaked passes would be more than 600 MB: each makes 2048 × 200 logits twice, and the
      // blocks' temporaries.
      assertThat(residentBytes() - warm).as("growth of resident memory").isLessThan(150L << 20);
    }
  }

  @Test
  void refusesWhatTheModelDoesNotHave() {
    try (TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows(1, 8));
      InputEmbedding input = new InputEmbedding.Tokens(tokens);
      assertThatThrownBy(() -> model.residuals(scope, input, List.of(0, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no layers.3; the model has layers.0 to layers.2");
      assertThatThrownBy(() -> model.crossEntropyFrom(scope, scope.zeros(1, 8, 64), -1, tokens))
          .hasMessage("there is no layers.-1; the model has layers.0 to layers.2");
      assertThatThrownBy(() -> model.tokens(scope, new int[][] {{1, 200}}))
          .isInstanceOf(InvalidModelException.class)
          .hasMessage(
              "token 200 is not in the model's vocabulary of 200; its tokenizer and its weights do not belong together");
    }
  }

  @Test
  void refusesShapesThatDoNotFit() {
    try (TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, windows(2, 8));
      assertThatThrownBy(() -> model.tokens(scope, new int[][] {{1, 2}, {1}}))
          .hasMessage("window 1 has 1 tokens, window 0 has 2");
      assertThatThrownBy(() -> model.crossEntropy(scope, model.tokens(scope, windows(1, 33))))
          .hasMessage("windows of 33 tokens are longer than the model's context of 32");
      assertThatThrownBy(() -> model.crossEntropy(scope, model.tokens(scope, windows(1, 1))))
          .hasMessage("windows of 1 token have no next token to predict");
      assertThatThrownBy(() -> model.crossEntropyFrom(scope, scope.zeros(2, 8, 63), 0, tokens))
          .hasMessageContaining("residual")
          .hasMessageContaining("B S D");
      assertThatThrownBy(() -> model.crossEntropyFrom(scope, scope.zeros(2, 9, 64), 0, tokens))
          .hasMessageContaining("tokens")
          .hasMessageContaining("B S");
    }
  }

  @Test
  void failingPassesLeaveNothingBehind() {
    try (TensorScope scope = runtime.scope()) {
      NDArray wild = scope.longs(new long[] {1, 5000}, 1, 2);
      int before = scope.liveResources();
      assertThatThrownBy(() -> model.crossEntropy(scope, wild)).isInstanceOf(TensorException.class);
      assertThat(scope.liveResources()).isEqualTo(before);
    }
  }

  @Test
  void refusesWeightsThatAreNotTheModels() {
    RandomWeights weights = RandomWeights.of(CONFIG, 1);
    Map<String, long[]> shapes = new TreeMap<>(weights.shapes());
    shapes.remove("model.norm.weight");
    assertThatThrownBy(
            () -> LanguageModel.load(runtime, CONFIG, new RandomWeights(weights.values(), shapes)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("made-up weights")
        .hasMessageContaining("missing: model.norm.weight");
  }

  @Test
  void batchesHoldAboutFourThousandTokens() {
    assertThat(LanguageModel.batchWindows(128)).isEqualTo(32);
    assertThat(LanguageModel.batchWindows(256)).isEqualTo(16);
    assertThat(LanguageModel.batchWindows(100_000)).isEqualTo(1);
  }

  /** As the first checkpoints of GPT-2. */
  @Test
  void namesMayLackTheirPrefix() throws IOException {
    Gpt2Config config =
        new Gpt2Config(2, 64, 4, 128, 200, 32, 1e-5, false, 0.02, true, OptionalInt.of(0));
    RandomWeights usual = RandomWeights.of(config, 1);
    RandomWeights bare =
        new RandomWeights(withoutPrefix(usual.values()), withoutPrefix(usual.shapes()));
    try (LanguageModel one = LanguageModel.load(runtime, config, usual);
        LanguageModel other = LanguageModel.load(runtime, config, bare);
        TensorScope scope = runtime.scope()) {
      NDArray tokens = one.tokens(scope, windows(2, 16));
      assertThat(other.crossEntropy(scope, tokens).toFloatArray())
          .isEqualTo(one.crossEntropy(scope, tokens).toFloatArray());
    }
  }

  @Test
  void positionsAreAddedToReplacedEmbeddingsWithoutChangingThem() throws IOException {
    Gpt2Config config =
        new Gpt2Config(2, 64, 4, 128, 200, 32, 1e-5, false, 0.02, true, OptionalInt.of(0));
    try (LanguageModel gpt2 = LanguageModel.load(runtime, config, RandomWeights.of(config, 1));
        TensorScope scope = runtime.scope()) {
      NDArray noise = gaussians(scope, new Random(3), 2, 16, 64);
      float[] before = noise.toFloatArray();

      float[] first = gpt2.logits(scope, new InputEmbedding.Replaced(noise)).toFloatArray();

      assertThat(noise.toFloatArray()).isEqualTo(before);
      assertThat(gpt2.logits(scope, new InputEmbedding.Replaced(noise)).toFloatArray())
          .isEqualTo(first);
      assertThatThrownBy(
              () ->
                  gpt2.logits(
                      scope,
                      new InputEmbedding.Replaced(gaussians(scope, new Random(3), 1, 33, 64))))
          .hasMessage("windows of 33 tokens are longer than the model's context of 32");
    }
  }

  /** Attention within a window as long as the text is attention to the whole of it. */
  @Test
  void aWindowAsLongAsTheTextChangesNothing() throws IOException {
    float[] whole = lossesWithin(Optional.empty(), 12);
    assertThat(lossesWithin(Optional.of(new SlidingWindow(12, List.of(0, 1))), 12))
        .isEqualTo(whole);
    // The first position that loses something of its past is number 11 (from 0).
    float[] within = lossesWithin(Optional.of(new SlidingWindow(11, List.of(1))), 12);
    assertThat(java.util.Arrays.copyOf(within, 10))
        .containsExactly(java.util.Arrays.copyOf(whole, 10), within(1e-4f));
  }

  private static float[] lossesWithin(Optional<SlidingWindow> window, int length)
      throws IOException {
    LlamaConfig config =
        new LlamaConfig(
            "mistral",
            2,
            64,
            4,
            2,
            16,
            96,
            200,
            32,
            1e-6,
            new Rotary(16, 10_000, new RotaryScaling.None()),
            new LlamaVariation(false, false, false, false, window),
            0.02,
            false,
            OptionalInt.of(0));
    try (LanguageModel mistral = LanguageModel.load(runtime, config, RandomWeights.of(config, 3));
        TensorScope scope = runtime.scope()) {
      return mistral.crossEntropy(scope, mistral.tokens(scope, windows(1, length))).toFloatArray();
    }
  }

  private static <T> Map<String, T> withoutPrefix(Map<String, T> byName) {
    Map<String, T> bare = new TreeMap<>();
    byName.forEach((name, value) -> bare.put(name.substring("transformer.".length()), value));
    return bare;
  }

  private static <T> Map<String, T> renamed(Map<String, T> byName) {
    Map<String, T> renamed = new TreeMap<>(byName);
    renamed.put("lm_head.weight", renamed.remove("model.embed_tokens.weight"));
    return renamed;
  }

  private static int[][] windows(int count, int length) {
    Random random = new Random(count);
    int[][] windows = new int[count][];
    for (int i = 0; i < count; i++) {
      windows[i] = random.ints(length, 0, CONFIG.vocabularySize()).toArray();
    }
    return windows;
  }

  private static NDArray gaussians(TensorScope scope, Random random, int... shape) {
    int size = 1;
    long[] sizes = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      size *= shape[i];
      sizes[i] = shape[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.floats(values, sizes);
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IllegalStateException("no VmRSS in /proc/self/status");
  }
}
