package io.nullscope.metrics.domain;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How well activations that were predicted from an explanation follow the true ones.
 *
 * @param shuffled the explanation was another latent's: a control
 * @param correlation Pearson's, over the tokens of all simulated windows; 0 when the prediction is
 *     constant, NaN when the true activations are or every window failed
 * @param tokens tokens behind it
 * @param failures reason to windows that could not be simulated
 */
public record Simulation(
    String judge, boolean shuffled, double correlation, long tokens, Map<String, Long> failures) {

  public Simulation {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    if (Math.abs(correlation) > 1 + 1e-9) {
      throw new IllegalArgumentException("a correlation cannot be " + correlation);
    }
  }
}
