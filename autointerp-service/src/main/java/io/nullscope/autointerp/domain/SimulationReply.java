package io.nullscope.autointerp.domain;

import java.util.Arrays;

/** What a simulator predicts for one window. */
public sealed interface SimulationReply {

  /**
   * A prediction.
   *
   * @param activations predicted activation of each token, shape [L], in any unit: only the
   *     correlation with the true ones counts
   */
  record Simulated(double[] activations) implements SimulationReply {

    /** Copies the array; refuses numbers that cannot be correlated. */
    public Simulated {
      activations = activations.clone();
      for (double activation : activations) {
        if (!Double.isFinite(activation)) {
          throw new IllegalArgumentException(
              "a simulator predicts %s: predictions are finite; answer Failed when there is none"
                  .formatted(activation));
        }
      }
    }

    @Override
    public double[] activations() {
      return activations.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Simulated that && Arrays.equals(activations, that.activations);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(activations);
    }

    @Override
    public String toString() {
      return "Simulated" + Arrays.toString(activations);
    }
  }

  /**
   * No usable prediction for the window; it is counted and left out of the correlation.
   *
   * @param reason why
   */
  record Failed(FailureReason reason) implements SimulationReply {}
}
