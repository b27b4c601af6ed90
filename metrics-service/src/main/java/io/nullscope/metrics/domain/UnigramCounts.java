package io.nullscope.metrics.domain;

import java.util.HashMap;
import java.util.Map;

/** How often each token occurs: what the best model without any context would know. */
public final class UnigramCounts {

  private final Map<Integer, Long> counts = new HashMap<>();
  private long tokens;

  /** Adds the tokens of some windows. */
  public void add(int[][] windows) {
    for (int[] window : windows) {
      for (int token : window) {
        counts.merge(token, 1L, Long::sum);
        tokens++;
      }
    }
  }

  /** Entropy of the tokens, −Σ p ln p, in nats; NaN without tokens. */
  public double entropy() {
    if (tokens == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (long count : counts.values().stream().sorted().toList()) {
      double share = (double) count / tokens;
      sum -= share * Math.log(share);
    }
    return sum;
  }
}
