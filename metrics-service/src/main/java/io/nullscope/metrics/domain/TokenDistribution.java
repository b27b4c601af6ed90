package io.nullscope.metrics.domain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a latent's activation mass spreads over token ids in its explanation windows: {@code p(t)} is
 * the sum of the activations at all positions with token t, divided by the sum over all positions.
 *
 * @param entropy {@code -sum p ln p} in nats
 * @param normalizedEntropy entropy / ln(m), m = number of distinct tokens with mass: 1 when the
 *     mass is spread evenly over whatever tokens the latent fires on; 0 for a single token
 * @param topMass the largest p
 * @param distinctTokens m
 */
public record TokenDistribution(
    double entropy, double normalizedEntropy, double topMass, int distinctTokens) {

  private static final TokenDistribution UNDEFINED =
      new TokenDistribution(Double.NaN, Double.NaN, Double.NaN, 0);

  /** The distribution of these windows; all NaN when the latent is silent in them. */
  public static TokenDistribution of(List<ContextWindow> windows) {
    Map<Integer, Double> mass = new TreeMap<>();
    double total = 0;
    for (ContextWindow window : windows) {
      for (int i = 0; i < window.length(); i++) {
        double activation = window.activation(i);
        if (activation > 0) {
          mass.merge(window.tokenId(i), activation, Double::sum);
          total += activation;
        }
      }
    }
    if (mass.isEmpty()) {
      return UNDEFINED;
    }
    double entropy = 0;
    double top = 0;
    for (double value : mass.values()) {
      double p = value / total;
      if (p > 0) {
        entropy -= p * StrictMath.log(p);
      }
      top = Math.max(top, p);
    }
    int distinct = mass.size();
    // One token: -1 ln 1 is minus zero at best, and 0 / ln 1 has no value; both mean "no spread".
    return distinct == 1
        ? new TokenDistribution(0, 0, 1, 1)
        : new TokenDistribution(entropy, entropy / StrictMath.log(distinct), top, distinct);
  }
}
