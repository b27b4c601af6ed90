package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.testing.RequiresSharedData;
import io.nullscope.testing.SharedData;
import io.nullscope.transformer.corpus.CorpusReader;
import io.nullscope.transformer.corpus.Split;
import io.nullscope.transformer.corpus.TextTokenizer;
import io.nullscope.transformer.corpus.TokenBudgets;
import io.nullscope.transformer.corpus.WindowPacker;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real trained model against values that an independent float64 implementation computed. */
@RequiresSharedData({SharedModel.FOLDER, "tinystories.jsonl"})
class ReferenceModelTest {

  /** Largest error allowed, relative to the largest value of the tensor. */
  private static final double TOLERANCE = 1e-3;

  private static TensorRuntime runtime;
  private static LanguageModel model;
  private static TextTokenizer tokenizer;
  private static JsonNode reference;

  @BeforeAll
  static void load() throws IOException {
    runtime = TensorRuntime.start();
    model = SharedModel.load(runtime);
    tokenizer = TextTokenizer.parse(SharedModel.bytes("tokenizer.json"), "tokenizer.json");
    reference = new ObjectMapper().readTree(SharedModel.bytes("reference.json"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    model.close();
    runtime.close();
  }

  @Test
  void tokenIdsAreEqual() {
    for (JsonNode example : reference.path("cases")) {
      assertThat(withStart(example.path("text").asText())).isEqualTo(ints(example.path("ids")));
    }
  }

  @Test
  void lastLogitsAreEqual() {
    for (JsonNode example : reference.path("cases")) {
      double[] expected = doubles(example.path("last_logits"));
      double[] logits = logits(ints(example.path("ids")));
      assertClose(
          Arrays.copyOfRange(logits, logits.length - expected.length, logits.length), expected);
    }
  }

  @Test
  void bestNextTokensAreEqual() {
    for (JsonNode example : reference.path("cases")) {
      int[] ids = ints(example.path("ids"));
      double[] logits = logits(ids);
      assertThat(IntStream.range(0, ids.length).map(t -> best(logits, t)))
          .containsExactly(
              Arrays.stream(ints(example.path("argmax_per_pos"))).boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void residualsAreEqual() {
    List<Integer> layers = IntStream.range(0, model.config().layers()).boxed().toList();
    for (JsonNode example : reference.path("cases")) {
      int[] ids = ints(example.path("ids"));
      try (TensorScope scope = runtime.scope()) {
        InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, new int[][] {ids}));
        List<NDArray> residuals = model.residuals(scope, input, layers);
        for (int layer : layers) {
          // The reference's first entry is the embedding.
          double[] stream = widen(residuals.get(layer).toFloatArray());
          int width = model.config().width();
          assertClose(
              Arrays.copyOfRange(stream, stream.length - width, stream.length),
              doubles(example.path("resid_last").path(layer + 1)));
          assertClose(
              norms(stream, width),
              doubles(example.path("resid_norm_per_layer_pos").path(layer + 1)));
        }
      }
    }
  }

  @Test
  void lossesAreEqual() {
    for (JsonNode example : reference.path("cases")) {
      try (TensorScope scope = runtime.scope()) {
        NDArray tokens = model.tokens(scope, new int[][] {ints(example.path("ids"))});
        assertClose(
            widen(model.crossEntropy(scope, tokens).toFloatArray()), doubles(example.path("nll")));
      }
    }
  }

  @Test
  void greedyContinuationIsEqual() {
    int[] expected = ints(reference.path("greedy").path("ids"));
    int[] ids = withStart(reference.path("greedy").path("prompt").asText());
    while (ids.length < expected.length) {
      int[] longer = Arrays.copyOf(ids, ids.length + 1);
      longer[ids.length] = best(logits(ids), ids.length - 1);
      ids = longer;
    }
    assertThat(ids).isEqualTo(expected);
  }

  @Test
  void splicingTheCleanResidualGivesTheCleanLoss() throws IOException {
    try (TensorScope scope = runtime.scope()) {
      NDArray tokens = model.tokens(scope, evalWindows(16));
      float[] clean = model.crossEntropy(scope, tokens).toFloatArray();
      List<NDArray> residuals =
          model.residuals(scope, new InputEmbedding.Tokens(tokens), List.of(1, 0));

      assertThat(model.crossEntropyFrom(scope, residuals.get(1), 0, tokens).toFloatArray())
          .containsExactly(clean, within(1e-5f));
      assertThat(model.crossEntropyFrom(scope, residuals.get(0), 1, tokens).toFloatArray())
          .containsExactly(clean, within(1e-5f));
    }
  }

  @Test
  void cleanCrossEntropyOnPackedWindowsIsTheReferences() throws IOException {
    double sum = 0;
    long losses = 0;
    int[][] windows = evalWindows(Integer.MAX_VALUE);
    int batch = LanguageModel.batchWindows(windows[0].length);
    for (int from = 0; from < windows.length; from += batch) {
      try (TensorScope scope = runtime.scope()) {
        int[][] some = Arrays.copyOfRange(windows, from, Math.min(windows.length, from + batch));
        for (float loss : model.crossEntropy(scope, model.tokens(scope, some)).toFloatArray()) {
          sum += loss;
          losses++;
        }
      }
    }
    assertThat(windows).hasNumberOfRows(312);
    assertThat(sum / losses).isCloseTo(3.80, within(0.15));
  }

  private static int[][] evalWindows(int most) throws IOException {
    List<int[]> windows = new ArrayList<>();
    try (CorpusReader corpus =
        CorpusReader.open(
            "tinystories.jsonl",
            "text",
            () -> Files.newInputStream(SharedData.path("tinystories.jsonl")))) {
      new WindowPacker(new TokenBudgets(128, 128, 40_000, 128), model.config().bosTokenId())
          .pack(
              "tinystories.jsonl",
              corpus,
              tokenizer::encode,
              (split, tokens, documents) -> {
                if (split == Split.EVAL && windows.size() < most) {
                  windows.add(tokens);
                }
              });
    }
    return windows.toArray(int[][]::new);
  }

  private static int[] withStart(String text) {
    return IntStream.concat(
            IntStream.of(model.config().bosTokenId().orElseThrow()),
            Arrays.stream(tokenizer.encode(text)))
        .toArray();
  }

  private static double[] logits(int[] ids) {
    try (TensorScope scope = runtime.scope()) {
      InputEmbedding input = new InputEmbedding.Tokens(model.tokens(scope, new int[][] {ids}));
      return widen(model.logits(scope, input).toFloatArray());
    }
  }

  private static int best(double[] logits, int position) {
    int vocabulary = model.config().vocabularySize();
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      if (logits[position * vocabulary + token] > logits[position * vocabulary + best]) {
        best = token;
      }
    }
    return best;
  }

  private static double[] norms(double[] stream, int width) {
    double[] norms = new double[stream.length / width];
    for (int i = 0; i < stream.length; i++) {
      norms[i / width] += stream[i] * stream[i];
    }
    return Arrays.stream(norms).map(Math::sqrt).toArray();
  }

  private static void assertClose(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat(worst / largest).as("largest relative error").isLessThanOrEqualTo(TOLERANCE);
  }

  private static double[] widen(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }
}
