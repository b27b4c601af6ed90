package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.metrics.domain.ContextDistances;
import io.nullscope.metrics.domain.FiringWindows;
import io.nullscope.metrics.domain.ReconstructionAccumulator;
import io.nullscope.metrics.domain.TokenCrossEntropies;
import io.nullscope.metrics.domain.TokenReconstructions;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SparseActivations;
import io.nullscope.sae.SparseEncoder;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The tensor work of one batch of evaluation windows. B windows of S tokens, n = B·S, D width. At
 * positions that do not count nothing is measured, and every run keeps the activation as it is.
 */
final class SplicedPass implements AutoCloseable {

  /**
   * Residuals of the first pass that are kept for the second, at most 64 MiB; the rest is run
   * again.
   */
  private static final long KEPT_FLOATS = 16 << 20;

  private final TensorRuntime runtime;
  private final LanguageModel model;
  private final Optional<InputNoise> noise;
  private final SparseEncoder encoder;
  private final Kernel kernel;
  private final int layer;
  private final CountedPositions positions;
  private final int width;
  private final float[] zeroAblatedLosses; // [V]
  private final BitSet fired = new BitSet();
  private final Optional<FiringWindows> firings;
  private final Map<Long, float[]> kept = new HashMap<>();
  private long keptFloats;

  /**
   * @param firings is told in which windows latents fire where they can be traced back
   */
  SplicedPass(
      TensorRuntime runtime,
      LanguageModel model,
      Optional<InputNoise> noise,
      SaeParameters sae,
      int layer,
      CountedPositions positions,
      Optional<FiringWindows> firings) {
    this.firings = firings;
    this.runtime = runtime;
    this.model = model;
    this.noise = noise;
    this.layer = layer;
    this.positions = positions;
    this.width = model.config().width();
    try (TensorScope scope = runtime.scope()) {
      this.zeroAblatedLosses = model.zeroAblatedLosses(scope, layer).toFloatArray();
    }
    this.encoder = new SparseEncoder(sae);
    try {
      this.kernel = Kernel.load(runtime, SplicedPass.class, "token_measures.ts.txt");
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /** First pass. */
  void residuals(
      long firstWindow, int[][] tokens, int[][] documents, ReconstructionAccumulator sums) {
    try (TensorScope scope = runtime.scope()) {
      float[] values = residual(scope, firstWindow, tokens).toFloatArray();
      sums.addResiduals(flat(documents), values, positions.of(firstWindow, tokens));
      if (keptFloats + values.length <= KEPT_FLOATS) {
        kept.put(firstWindow, values);
        keptFloats += values.length;
      }
    }
  }

  /** Second pass. */
  void measure(
      long firstWindow,
      int[][] tokens,
      int[][] documents,
      double[] mean,
      ReconstructionAccumulator sums) {
    try (TensorScope scope = runtime.scope()) {
      NDArray residual = knownResidual(scope, firstWindow, tokens);
      long rows = (long) tokens.length * tokens[0].length;
      NDArray x = scope.reshape(residual, rows, width);
      boolean[] counted = positions.of(firstWindow, tokens);
      Places places = places(firstWindow, tokens[0].length, counted);
      NDArray decoded = reconstruction(scope, x, mean, flat(documents), counted, places, sums);
      NDArray targets = model.tokens(scope, tokens);
      boolean all = allTrue(counted);
      NDArray spliced = all ? decoded : whereCounted(scope, counted, decoded, x);
      sums.addCrossEntropies(
          new TokenCrossEntropies(
              flat(withoutLast(documents)),
              losses(scope, residual, targets),
              losses(scope, spliced, targets),
              all
                  ? zeroAblated(tokens)
                  : losses(
                      scope, whereCounted(scope, counted, scope.zeros(rows, width), x), targets)));
    }
  }

  private NDArray whereCounted(
      TensorScope scope, boolean[] counted, NDArray replacement, NDArray x) {
    float[] mask = new float[counted.length];
    for (int t = 0; t < mask.length; t++) {
      mask[t] = counted[t] ? 1 : 0;
    }
    return kernel.call(scope, "chosen", scope.floats(mask, mask.length, 1), replacement, x).get(0);
  }

  private static boolean allTrue(boolean[] values) {
    for (boolean value : values) {
      if (!value) {
        return false;
      }
    }
    return true;
  }

  /** {@code [n, D]}; measures it on the way, as many tokens at a time as the encoder can hold. */
  private NDArray reconstruction(
      TensorScope scope,
      NDArray x,
      double[] mean,
      int[] documents,
      boolean[] counted,
      Places places,
      ReconstructionAccumulator sums) {
    NDList parts = new NDList();
    encoder.forEachPart(
        x,
        (part, first, rows, sparse) -> {
          NDArray decoded = encoder.decode(part, sparse);
          int size = (int) rows.getShape().get(0);
          Chosen chosen = Chosen.of(documents, counted, first, size);
          sums.addReconstructions(reconstructions(part, rows, decoded, sparse, mean, chosen));
          remember(sparse, chosen, first, places);
          parts.add(part.yield(decoded, scope));
        });
    return parts.size() == 1 ? parts.get(0) : kernel.call(scope, "joined", parts).get(0);
  }

  /** Latents that fired in the second pass so far. */
  int aliveLatents() {
    return fired.cardinality();
  }

  /** [B, S, D], from the first pass where it was kept. */
  private NDArray knownResidual(TensorScope scope, long firstWindow, int[][] tokens) {
    float[] values = kept.remove(firstWindow);
    return values == null
        ? residual(scope, firstWindow, tokens)
        : scope.floats(values, tokens.length, tokens[0].length, width);
  }

  /** [B, S, D]. */
  private NDArray residual(TensorScope scope, long firstWindow, int[][] tokens) {
    return model.residuals(scope, input(scope, firstWindow, tokens), List.of(layer)).get(0);
  }

  private InputEmbedding input(TensorScope scope, long firstWindow, int[][] tokens) {
    if (noise.isEmpty()) {
      return new InputEmbedding.Tokens(model.tokens(scope, tokens));
    }
    int length = tokens[0].length;
    float[] embeddings =
        noise.get().embeddings(TokenArtifact.EVAL, firstWindow, tokens.length, length, width);
    return new InputEmbedding.Replaced(scope.floats(embeddings, tokens.length, length, width));
  }

  private TokenReconstructions reconstructions(
      TensorScope scope,
      NDArray x,
      NDArray reconstruction,
      SparseActivations sparse,
      double[] mean,
      Chosen chosen) {
    NDArray center = scope.doubles(mean, width);
    double[] measures =
        kernel
            .call(scope, "measures", x, reconstruction, center, sparse.values(), sparse.offsets())
            .get(0)
            .toDoubleArray();
    return new TokenReconstructions(
        chosen.documents(),
        chosen.row(measures, 0),
        chosen.row(measures, 5),
        chosen.row(measures, 1),
        chosen.row(measures, 2),
        chosen.row(measures, 3),
        chosen.row(measures, 4));
  }

  /**
   * The tokens of a part that are measured.
   *
   * @param tokens ascending indices within the part
   * @param documents of each of them
   * @param size all tokens of the part
   */
  private record Chosen(int[] tokens, int[] documents, int size) {

    static Chosen of(int[] documents, boolean[] counted, int first, int size) {
      int[] tokens = IntStream.range(0, size).filter(t -> counted[first + t]).toArray();
      return new Chosen(
          tokens, IntStream.of(tokens).map(t -> documents[first + t]).toArray(), size);
    }

    double[] row(double[] measures, int row) {
      return IntStream.of(tokens).mapToDouble(t -> measures[row * size + t]).toArray();
    }
  }

  private double[] losses(TensorScope scope, NDArray residual, NDArray targets) {
    long[] shape = targets.getShape().getShape();
    NDArray stream = scope.reshape(residual, shape[0], shape[1], width);
    float[] losses = model.crossEntropyFrom(scope, stream, layer, targets).toFloatArray();
    double[] out = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      out[i] = losses[i];
    }
    return out;
  }

  /**
   * Of the tokens that are predicted: all but the first of each window. Where every position is
   * zeros, all predictions are the same.
   */
  private double[] zeroAblated(int[][] tokens) {
    return Arrays.stream(tokens)
        .flatMapToInt(window -> Arrays.stream(window, 1, window.length))
        .mapToDouble(token -> zeroAblatedLosses[token])
        .toArray();
  }

  /**
   * Where the tokens of a batch are.
   *
   * @param complete tokens from which all distances lead to positions that count
   */
  private record Places(long firstWindow, int length, BitSet complete) {

    int window(int token) {
      return Math.toIntExact(firstWindow + token / length);
    }
  }

  private Places places(long firstWindow, int length, boolean[] counted) {
    BitSet complete = new BitSet();
    if (firings.isPresent()) {
      ContextDistances distances = ContextDistances.of(length);
      for (int t = 0; t < counted.length; t++) {
        complete.set(t, distances.complete(counted, t - t % length, t % length));
      }
    }
    return new Places(firstWindow, length, complete);
  }

  private void remember(SparseActivations sparse, Chosen chosen, int first, Places places) {
    float[] activations = sparse.values().toFloatArray();
    long[] indices = sparse.latents().toLongArray();
    long[] offsets = sparse.offsets().toLongArray();
    for (int token : chosen.tokens()) {
      for (int i = (int) offsets[token]; i < offsets[token + 1]; i++) {
        if (activations[i] > 0) {
          int latent = (int) indices[i];
          fired.set(latent);
          if (places.complete().get(first + token)) {
            firings.orElseThrow().fired(latent, places.window(first + token));
          }
        }
      }
    }
  }

  /** The last token of a window predicts nothing. */
  private static int[][] withoutLast(int[][] rows) {
    return Arrays.stream(rows).map(row -> Arrays.copyOf(row, row.length - 1)).toArray(int[][]::new);
  }

  private static int[] flat(int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
  }

  @Override
  public void close() {
    encoder.close();
    kernel.close();
  }
}
