package io.nullscope.metrics.adapter.djl;

import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The evaluation windows of a variant, any of them at a time: token ids in memory, four bytes a
 * token, and the noise that takes their place. S tokens in a window, D width.
 */
final class EvaluationWindows {

  private final LanguageModel model;
  private final Optional<InputNoise> noise;
  private final CountedPositions positions;
  private final List<int[]> tokens = new ArrayList<>();
  private int drawnWindow = -1;
  private float[] drawn = {}; // [S, D], the noise of that window

  EvaluationWindows(
      LanguageModel model,
      Optional<InputNoise> noise,
      CountedPositions positions,
      TokenSplit split) {
    this.model = model;
    this.noise = noise;
    this.positions = positions;
    split.forEachBatch(
        LanguageModel.batchWindows(1), (first, ids, documents) -> tokens.addAll(List.of(ids)));
  }

  /**
   * A place of the input that gives way.
   *
   * @param at place in its window
   * @param source number, within the split, of the position whose token, or noise, comes there
   */
  record Replacement(int at, long source) {}

  /** A window, whole or with a replacement. */
  record Input(int window, Optional<Replacement> replacement) {}

  /** S. */
  int length() {
    return tokens.get(0).length;
  }

  /** Positions of the split. */
  long size() {
    return (long) tokens.size() * length();
  }

  int token(long position) {
    return tokens.get((int) (position / length()))[(int) (position % length())];
  }

  /** Whether each position of a window counts: [S]. */
  boolean[] counted(int window) {
    return positions.of(window, new int[][] {tokens.get(window)});
  }

  boolean counts(long position) {
    return positions.counts(position, (int) (position % length()), token(position));
  }

  /**
   * The first tokens of some windows.
   *
   * @param reach how many tokens of each
   */
  InputEmbedding input(TensorScope scope, List<Input> inputs, int reach) {
    return noise
        .map(values -> noise(scope, values, inputs, reach))
        .orElseGet(
            () ->
                new InputEmbedding.Tokens(
                    model.tokens(
                        scope,
                        inputs.stream().map(input -> ids(input, reach)).toArray(int[][]::new))));
  }

  private int[] ids(Input input, int reach) {
    int[] ids = Arrays.copyOf(tokens.get(input.window()), reach);
    input.replacement().ifPresent(other -> ids[other.at()] = token(other.source()));
    return ids;
  }

  /** Drawing it takes longer than running it, and inputs of one window come one after the other. */
  private float[] noise(InputNoise values, int window) {
    if (window != drawnWindow) {
      drawn = values.embeddings(TokenArtifact.EVAL, window, 1, length(), model.config().width());
      drawnWindow = window;
    }
    return drawn;
  }

  private InputEmbedding noise(
      TensorScope scope, InputNoise values, List<Input> inputs, int reach) {
    int width = model.config().width();
    float[] all = new float[inputs.size() * reach * width];
    for (int i = 0; i < inputs.size(); i++) {
      float[] window = noise(values, inputs.get(i).window());
      System.arraycopy(window, 0, all, i * reach * width, reach * width);
      int row = i * reach;
      inputs
          .get(i)
          .replacement()
          .ifPresent(
              other ->
                  System.arraycopy(
                      values.embeddings(TokenArtifact.EVAL, other.source(), 1, 1, width),
                      0,
                      all,
                      (row + other.at()) * width,
                      width));
    }
    return new InputEmbedding.Replaced(scope.floats(all, inputs.size(), reach, width));
  }
}
