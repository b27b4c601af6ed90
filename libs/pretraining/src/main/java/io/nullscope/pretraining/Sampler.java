package io.nullscope.pretraining;

import ai.djl.ndarray.NDArray;
import io.nullscope.pretraining.tokenizer.ByteLevelBpe;
import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.RotaryTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Draws documents from a model at temperature 1. Keys and values of earlier positions are kept, so
 * a token costs one position of the model. Thread-safe: every wave has a cache of its own.
 */
final class Sampler implements AutoCloseable {

  /** Documents that are drawn together; the cache of a wave takes 200 MB at the demo's size. */
  static final int WAVE = 128;

  private final TensorRuntime runtime;
  private final GptNeoXConfig config;
  private final ModelWeights weights;
  private final Seed seed;
  private final OngoingWork work;
  private final Kernel kernel;
  private final TensorScope scope;
  private final NDArray cosines;
  private final NDArray sines;

  /**
   * A sampler.
   *
   * @param weights stay the caller's
   * @param work each position of a wave is a piece of it
   */
  Sampler(
      TensorRuntime runtime,
      GptNeoXConfig config,
      ModelWeights weights,
      Seed seed,
      OngoingWork work) {
    this.runtime = runtime;
    this.config = config;
    this.weights = weights;
    this.seed = seed;
    this.work = work;
    this.kernel = Kernel.load(runtime, Sampler.class, "sampling.ts.txt");
    this.scope = runtime.scope();
    RotaryTable table = new RotaryTable(scope, config.rotary());
    table.reach(config.maxContext());
    this.cosines = table.cosines();
    this.sines = table.sines();
  }

  /**
   * Draws the documents WAVE · wave to WAVE · wave + WAVE − 1: each from the start token until the
   * model writes that token again, or until its context is full.
   *
   * @return token ids of each document, without the start token
   * @throws CancellationException when the thread is interrupted
   */
  List<int[]> wave(int wave) {
    List<RandomStream> random = new ArrayList<>();
    for (int i = 0; i < WAVE; i++) {
      random.add(seed.stream("pretraining/samples/" + ((long) WAVE * wave + i)));
    }
    int context = config.maxContext();
    int[][] documents = new int[WAVE][context];
    int[] lengths = new int[WAVE];
    boolean[] ended = new boolean[WAVE];
    try (TensorScope cache = runtime.scope()) {
      List<NDArray> keys = work.piece(() -> cache(cache));
      List<NDArray> values = work.piece(() -> cache(cache));
      long[] tokens = new long[WAVE];
      Arrays.fill(tokens, ByteLevelBpe.END_OF_TEXT_ID);
      for (int position = 0; position < context && !allOf(ended); position++) {
        Workers.requireWanted();
        long[] before = tokens;
        int at = position;
        tokens = work.piece(() -> next(before, at, keys, values, random));
        for (int i = 0; i < WAVE; i++) {
          ended[i] |= tokens[i] == ByteLevelBpe.END_OF_TEXT_ID;
          if (!ended[i]) {
            documents[i][lengths[i]++] = (int) tokens[i];
          }
        }
      }
    }
    List<int[]> drawn = new ArrayList<>();
    for (int i = 0; i < WAVE; i++) {
      drawn.add(Arrays.copyOf(documents[i], lengths[i]));
    }
    return drawn;
  }

  /**
   * Logits after each position of some tokens, through the cache.
   *
   * @param tokens [S]
   * @return [S][V]
   */
  float[][] logits(int[] tokens) {
    float[][] found = new float[tokens.length][];
    try (TensorScope cache = runtime.scope()) {
      List<NDArray> keys = cache(cache);
      List<NDArray> values = cache(cache);
      for (int position = 0; position < tokens.length; position++) {
        long[] same = new long[WAVE];
        Arrays.fill(same, tokens[position]);
        try (TensorScope step = cache.child()) {
          NDArray logits =
              kernel
                  .call(
                      step,
                      "logits",
                      weights.tensors(),
                      step.longs(same, WAVE),
                      position,
                      keys,
                      values,
                      cosines,
                      sines,
                      config.heads(),
                      config.normEpsilon())
                  .get(0);
          found[position] = Arrays.copyOf(logits.toFloatArray(), config.vocabularySize());
        }
      }
    }
    return found;
  }

  private long[] next(
      long[] tokens,
      int position,
      List<NDArray> keys,
      List<NDArray> values,
      List<RandomStream> random) {
    double[] uniforms = random.stream().mapToDouble(stream -> stream.uniform(position)).toArray();
    try (TensorScope step = runtime.scope()) {
      return kernel
          .call(
              step,
              "draw",
              weights.tensors(),
              step.longs(tokens, WAVE),
              position,
              keys,
              values,
              cosines,
              sines,
              config.heads(),
              config.normEpsilon(),
              step.doubles(uniforms, WAVE, 1))
          .get(0)
          .toLongArray();
    }
  }

  private List<NDArray> cache(TensorScope owner) {
    List<NDArray> tensors = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      tensors.add(owner.zeros(WAVE, config.heads(), config.maxContext(), config.headWidth()));
    }
    return tensors;
  }

  private static boolean allOf(boolean[] flags) {
    for (boolean flag : flags) {
      if (!flag) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
