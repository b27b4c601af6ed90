package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A transformer language model with hooks on its residual stream; weights and arithmetic are
 * float32. Not thread-safe.
 *
 * <p>The residual stream "after block N" is the vector to which block N has added its output,
 * before any final norm.
 */
public final class LanguageModel implements AutoCloseable {

  /**
   * Tokens in a batch that keep two cores busy without memory growing: 87,000 tokens/s at D = 128,
   * and neither half nor twice as many are faster.
   */
  private static final int TOKENS_AT_ONCE = 4096;

  /**
   * Logits are made in pieces of about this many values: they stay in the cache between the matrix
   * product and the softmax (1.4 times as fast as one large product), and memory does not grow with
   * batch and vocabulary.
   */
  private static final long LOGITS_AT_ONCE = 1L << 19;

  /** Below this a piece is too small for a fast matrix product, however large the vocabulary. */
  private static final long LEAST_LOGIT_ROWS = 128;

  private final TransformerConfig config;
  private final TensorScope weights;
  private final Kernel stack;
  private final Kernel head;
  private final Optional<RotaryTable> rotary;
  private final Family family;
  private final NDArray embedding; // [V, D]
  private final Optional<NDArray> positions; // [positions, D]
  private final NDArray unembedding; // [V, D]
  private final List<NDArray> blocks;
  private final List<NDArray> finalNorm; // gain [D], and bias [D] in a layer norm

  private LanguageModel(
      TransformerConfig config,
      TensorScope scope,
      Kernel stack,
      Kernel head,
      LoadedWeights loaded) {
    this.config = config;
    this.weights = scope;
    this.stack = stack;
    this.head = head;
    this.family = Family.of(config);
    this.rotary = family.rotary().map(embedding -> new RotaryTable(scope, embedding));
    this.embedding = loaded.embedding();
    this.positions = loaded.positions();
    this.unembedding = loaded.unembedding();
    this.blocks = loaded.blocks();
    this.finalNorm = loaded.finalNorm();
  }

  /**
   * Loads a model.
   *
   * @param runtime the engine; must outlive the model
   * @throws InvalidModelException when the source does not hold the tensors that the configuration
   *     asks for
   * @throws IOException when a tensor cannot be read
   */
  public static LanguageModel load(
      TensorRuntime runtime, TransformerConfig config, WeightSource source) throws IOException {
    List<ParameterSpec> parameters =
        TensorInventory.of(config).match(source.shapes(), source.description());
    TensorScope scope = runtime.scope();
    Kernel stack = null;
    Kernel head = null;
    try {
      stack = Kernel.load(runtime, LanguageModel.class, stackSources(runtime, config));
      head = Kernel.load(runtime, LanguageModel.class, "language_head.ts.txt");
      return new LanguageModel(
          config, scope, stack, head, LoadedWeights.read(config, parameters, source, scope));
    } catch (IOException | RuntimeException e) {
      scope.close();
      if (stack != null) {
        stack.close();
      }
      if (head != null) {
        head.close();
      }
      throw e;
    }
  }

  private static String[] stackSources(TensorRuntime runtime, TransformerConfig config) {
    String products = runtime.hasAvx512() ? "linear_avx512.ts.txt" : "linear.ts.txt";
    return Stream.concat(Stream.of(products), Family.of(config).kernel().stream())
        .toArray(String[]::new);
  }

  /** What the model is. */
  public TransformerConfig config() {
    return config;
  }

  /**
   * How many windows to run at once.
   *
   * @param contextLength S, tokens in a window
   */
  public static int batchWindows(int contextLength) {
    return Math.max(1, TOKENS_AT_ONCE / contextLength);
  }

  /**
   * Token windows as a tensor.
   *
   * @param windows [B][S], rows of one length
   * @return int64 [B, S]
   * @throws InvalidModelException when a token is not in the model's vocabulary
   */
  public NDArray tokens(TensorScope scope, int[][] windows) {
    int length = windows.length == 0 ? 0 : windows[0].length;
    long[] flat = new long[windows.length * length];
    for (int row = 0; row < windows.length; row++) {
      if (windows[row].length != length) {
        throw new IllegalArgumentException(
            "window %d has %d tokens, window 0 has %d".formatted(row, windows[row].length, length));
      }
      for (int column = 0; column < length; column++) {
        int token = windows[row][column];
        if (token < 0 || token >= config.vocabularySize()) {
          throw new InvalidModelException(
              "token %d is not in the model's vocabulary of %d; its tokenizer and its weights do not belong together"
                  .formatted(token, config.vocabularySize()));
        }
        flat[row * length + column] = token;
      }
    }
    return scope.longs(flat, windows.length, length);
  }

  /**
   * The residual stream after some blocks. Blocks after the deepest one are not run.
   *
   * @param scope owner of the results
   * @param layers blocks from 0, in any order
   * @return one tensor [B, S, D] for each entry of {@code layers}, in its order
   * @throws IllegalArgumentException when the model has no such block, or the windows are longer
   *     than its context
   */
  public List<NDArray> residuals(TensorScope scope, InputEmbedding input, List<Integer> layers) {
    TreeSet<Integer> ascending = new TreeSet<>(layers);
    if (ascending.isEmpty()) {
      return List.of();
    }
    ascending.forEach(this::requireLayer);
    try (TensorScope temporary = scope.child()) {
      List<Integer> order = List.copyOf(ascending);
      List<NDArray> captured = runBlocks(temporary, embed(temporary, input), 0, order);
      List<NDArray> results = new ArrayList<>(layers.size());
      for (int layer : layers) {
        results.add(captured.get(order.indexOf(layer)));
      }
      captured.forEach(array -> temporary.yield(array, scope));
      return results;
    }
  }

  /**
   * Next-token losses of the model.
   *
   * @param tokens int64 [B, S], S at least 2
   * @return nats [B, S-1]: entry t is the loss of predicting token t+1
   */
  public NDArray crossEntropy(TensorScope scope, NDArray tokens) {
    return crossEntropy(scope, new InputEmbedding.Tokens(tokens), tokens);
  }

  /**
   * Next-token losses of the model on an input of the caller's choice.
   *
   * @param tokens the real tokens, which are predicted: int64 [B, S], S at least 2
   * @return nats [B, S-1]
   */
  public NDArray crossEntropy(TensorScope scope, InputEmbedding input, NDArray tokens) {
    try (TensorScope temporary = scope.child()) {
      NDArray last = lastResidual(temporary, embed(temporary, input), 0);
      return temporary.yield(losses(temporary, last, tokens), scope);
    }
  }

  /**
   * Next-token losses when the residual stream after a block is set to given values; only what
   * follows is run.
   *
   * @param residual float32 [B, S, D], in place of the stream after block {@code layer}
   * @param layer block from 0
   * @param tokens int64 [B, S], S at least 2
   * @return nats [B, S-1]
   */
  public NDArray crossEntropyFrom(TensorScope scope, NDArray residual, int layer, NDArray tokens) {
    requireLayer(layer);
    Shapes.require(residual, "residual", "B S D", -1, -1, config.width());
    try (TensorScope temporary = scope.child()) {
      NDArray last = lastResidual(temporary, residual, layer + 1);
      return temporary.yield(losses(temporary, last, tokens), scope);
    }
  }

  /**
   * The residual stream after the last block when the stream after a block is set to given values;
   * only what follows is run.
   *
   * @param residual float32 [B, S, D], in place of the stream after block {@code layer}
   * @param layer block from 0
   * @return float32 [B, S, D]; {@code residual} itself after the last block
   */
  public NDArray lastResidualFrom(TensorScope scope, NDArray residual, int layer) {
    requireLayer(layer);
    Shapes.require(residual, "residual", "B S D", -1, -1, config.width());
    return lastResidual(scope, residual, layer + 1);
  }

  /**
   * How far next-token distributions are apart: KL(p‖q), p from {@code last}, q from {@code other}.
   * Logits are float32; softmax and sum float64, so that rounding matters in second order alone.
   *
   * @param last float32 [n, D], streams after the last block
   * @param other float32 [n, D]
   * @return float64 [n], in nats
   */
  public NDArray divergences(TensorScope scope, NDArray last, NDArray other) {
    long n = last.getShape().get(0);
    Shapes.require(last, "last", "n D", -1, config.width());
    Shapes.require(other, "other", "n D", n, config.width());
    try (TensorScope temporary = scope.child()) {
      NDArray divergences =
          head.call(
                  temporary,
                  "divergences",
                  normed(temporary, last),
                  normed(temporary, other),
                  unembedding,
                  logitRows())
              .get(0);
      return temporary.yield(divergences, scope);
    }
  }

  /** [1, n, D], from [n, D]. */
  private NDArray normed(TensorScope scope, NDArray last) {
    NDArray stream = scope.reshape(last, 1, last.getShape().get(0), config.width());
    return stack.call(scope, "finalNorm", stream, finalNorm, config.normEpsilon()).get(0);
  }

  /**
   * Next-token losses when the residual stream after a block is zero at every position. All
   * positions then carry the same stream to the end, attention included (a weighted mean of equal
   * values is that value), so one position is run for all.
   *
   * @param layer block from 0
   * @return nats [V]: entry v is the loss of predicting token v, at any position
   */
  public NDArray zeroAblatedLosses(TensorScope scope, int layer) {
    requireLayer(layer);
    try (TensorScope temporary = scope.child()) {
      NDArray zeros = temporary.zeros(1, 1, config.width());
      NDArray logits = logitsOf(temporary, lastResidual(temporary, zeros, layer + 1));
      return temporary.yield(logits.logSoftmax(-1).neg().reshape(config.vocabularySize()), scope);
    }
  }

  /**
   * All logits at once: for a few windows only.
   *
   * @return float32 [B, S, V]
   */
  public NDArray logits(TensorScope scope, InputEmbedding input) {
    try (TensorScope temporary = scope.child()) {
      return logitsOf(scope, lastResidual(temporary, embed(temporary, input), 0));
    }
  }

  @Override
  public void close() {
    weights.close();
    stack.close();
    head.close();
  }

  private NDArray embed(TensorScope scope, InputEmbedding input) {
    NDArray stream = embedTokens(scope, input);
    requireLength(stream);
    return positions
        .map(table -> head.call(scope, "embedPositions", stream, table).get(0))
        .orElse(stream);
  }

  private NDArray embedTokens(TensorScope scope, InputEmbedding input) {
    if (input instanceof InputEmbedding.Replaced replaced) {
      Shapes.require(replaced.embeddings(), "embeddings", "B S D", -1, -1, config.width());
      return replaced.embeddings();
    }
    NDArray tokens = ((InputEmbedding.Tokens) input).tokens();
    Shapes.require(tokens, "tokens", "B S", -1, -1);
    return head.call(scope, "embed", embedding, tokens).get(0);
  }

  /** The stream after the last block, from the stream before block {@code first}. */
  private NDArray lastResidual(TensorScope scope, NDArray stream, int first) {
    return first == config.layers()
        ? stream
        : runBlocks(scope, stream, first, List.of(config.layers() - 1)).get(0);
  }

  private List<NDArray> runBlocks(
      TensorScope scope, NDArray stream, int first, List<Integer> hooks) {
    int length = requireLength(stream);
    rotary.ifPresent(table -> table.reach(length));
    return stack.call(
        scope,
        "blocks",
        stream,
        blocks,
        rotary.map(RotaryTable::tensors).orElse(List.of()),
        first,
        hooks.stream().mapToLong(Integer::longValue).toArray(),
        family.options(),
        config.normEpsilon());
  }

  private NDArray logitsOf(TensorScope scope, NDArray last) {
    try (TensorScope temporary = scope.child()) {
      NDArray normed =
          stack.call(temporary, "finalNorm", last, finalNorm, config.normEpsilon()).get(0);
      return head.call(scope, "logits", normed, unembedding).get(0);
    }
  }

  private NDArray losses(TensorScope scope, NDArray last, NDArray tokens) {
    long batch = last.getShape().get(0);
    long length = last.getShape().get(1);
    Shapes.require(tokens, "tokens", "B S", batch, length);
    if (length < 2) {
      throw new IllegalArgumentException("windows of 1 token have no next token to predict");
    }
    NDArray normed = stack.call(scope, "finalNorm", last, finalNorm, config.normEpsilon()).get(0);
    return head.call(scope, "losses", normed, unembedding, tokens, logitRows()).get(0);
  }

  private long logitRows() {
    return Math.max(LEAST_LOGIT_ROWS, LOGITS_AT_ONCE / config.vocabularySize());
  }

  private int requireLength(NDArray stream) {
    int length = Math.toIntExact(stream.getShape().get(1));
    if (length > config.maxContext()) {
      throw new IllegalArgumentException(
          "windows of %d tokens are longer than the model's context of %d"
              .formatted(length, config.maxContext()));
    }
    return length;
  }

  private void requireLayer(int layer) {
    if (layer < 0 || layer >= config.layers()) {
      throw new IllegalArgumentException(
          "there is no layers.%d; the model has layers.0 to layers.%d"
              .formatted(layer, config.layers() - 1));
    }
  }
}
