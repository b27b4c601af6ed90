package io.nullscope.pretraining;

import io.nullscope.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The held-out documents of one corpus as windows, for the loss during the training.
 *
 * @param windows of S + 1 tokens, each beginning with the last token of the one before
 */
record HeldOutText(List<int[]> windows) {

  /**
   * About 16,000 tokens at S = 256: were tokens independent, the standard error of the mean would
   * be 0.02 nats.
   */
  private static final int MOST_WINDOWS = 64;

  private static final int AT_ONCE = 8;

  /** The first windows of the held-out tokens; one shorter window when there are fewer tokens. */
  static HeldOutText of(int[] tokens, int context) {
    List<int[]> windows = new ArrayList<>();
    for (int from = 0;
        from + context < tokens.length && windows.size() < MOST_WINDOWS;
        from += context) {
      windows.add(Arrays.copyOfRange(tokens, from, from + context + 1));
    }
    if (windows.isEmpty()) {
      windows.add(tokens);
    }
    return new HeldOutText(windows);
  }

  /** Mean next-token loss in nats. */
  double loss(TensorScope scope, TrainingKernel kernel, ModelWeights weights) {
    double sum = 0;
    for (int from = 0; from < windows.size(); from += AT_ONCE) {
      int[][] batch =
          windows.subList(from, Math.min(windows.size(), from + AT_ONCE)).toArray(int[][]::new);
      sum += kernel.loss(scope, weights, batch);
    }
    return sum / predicted();
  }

  /** Tokens that are predicted. */
  long predicted() {
    return windows.stream().mapToLong(window -> window.length - 1).sum();
  }

  /** Entropy in nats of the distribution of the predicted tokens: the loss without any context. */
  double unigramEntropy() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int[] window : windows) {
      for (int i = 1; i < window.length; i++) {
        counts.merge(window[i], 1, Integer::sum);
      }
    }
    double total = predicted();
    return -counts.values().stream()
        .mapToDouble(count -> count / total * Math.log(count / total))
        .sum();
  }
}
