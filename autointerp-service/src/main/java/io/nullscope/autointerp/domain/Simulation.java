package io.nullscope.autointerp.domain;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Activations predicted from an explanation beside the true ones.
 *
 * @param judge kind of the simulator
 * @param shuffled whether the explanation was another latent's
 * @param correlation Pearson correlation over the tokens of all simulated windows; NaN when one of
 *     the two is constant or no window could be simulated
 * @param tokens tokens behind the correlation
 * @param failures windows that could not be simulated, by reason
 */
public record Simulation(
    String judge,
    boolean shuffled,
    double correlation,
    long tokens,
    Map<FailureReason, Integer> failures) {

  /** Copies the map, in the order of the reasons. */
  public Simulation {
    Map<FailureReason, Integer> ordered = new EnumMap<>(FailureReason.class);
    ordered.putAll(failures);
    failures = Collections.unmodifiableMap(ordered);
  }
}
