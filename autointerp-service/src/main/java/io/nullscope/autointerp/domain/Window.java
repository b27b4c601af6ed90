package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.Objects;

/**
 * A run of L consecutive tokens of one context with the activation of one latent on each.
 *
 * @param tokenIds vocabulary ids, shape [L]
 * @param activations activations of the latent, shape [L], 0 where it is silent
 * @param countedPositions whether each position counts, shape [L]; where one does not, the latent
 *     is silent
 * @param document document of the first token
 * @param start global position of the first token
 */
public record Window(
    int[] tokenIds, float[] activations, boolean[] countedPositions, int document, long start) {

  /**
   * Copies the arrays.
   *
   * @throws IllegalArgumentException if the window is empty, the lengths differ, or an activation
   *     is negative or not finite
   */
  public Window {
    if (tokenIds.length == 0
        || tokenIds.length != activations.length
        || tokenIds.length != countedPositions.length) {
      throw new IllegalArgumentException(
          "window at token %d has %d tokens and %d activations: both must be the window length"
              .formatted(start, tokenIds.length, activations.length));
    }
    tokenIds = tokenIds.clone();
    activations = activations.clone();
    countedPositions = countedPositions.clone();
    for (int i = 0; i < activations.length; i++) {
      if (!(activations[i] >= 0) || Float.isInfinite(activations[i])) {
        throw new IllegalArgumentException(
            "activation %s at token %d: activations are finite and not negative"
                .formatted(activations[i], start + i));
      }
    }
  }

  /** A window all of whose positions count. */
  public Window(int[] tokenIds, float[] activations, int document, long start) {
    this(tokenIds, activations, all(tokenIds.length), document, start);
  }

  private static boolean[] all(int length) {
    boolean[] all = new boolean[length];
    Arrays.fill(all, true);
    return all;
  }

  /** Number of tokens (L). */
  public int length() {
    return tokenIds.length;
  }

  /** Vocabulary id at a position of the window. */
  public int tokenId(int position) {
    return tokenIds[position];
  }

  /** Activation at a position of the window. */
  public float activation(int position) {
    return activations[position];
  }

  /** Whether a position of the window counts. */
  public boolean counted(int position) {
    return countedPositions[position];
  }

  /** Largest activation of the window; 0 when the latent is silent throughout. */
  public float maxActivation() {
    float max = 0;
    for (float activation : activations) {
      max = Math.max(max, activation);
    }
    return max;
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  @Override
  public float[] activations() {
    return activations.clone();
  }

  @Override
  public boolean[] countedPositions() {
    return countedPositions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Window that
        && start == that.start
        && document == that.document
        && Arrays.equals(tokenIds, that.tokenIds)
        && Arrays.equals(activations, that.activations)
        && Arrays.equals(countedPositions, that.countedPositions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(start, document, Arrays.hashCode(tokenIds), Arrays.hashCode(activations));
  }

  @Override
  public String toString() {
    return "Window[start=%d, document=%d, tokenIds=%s, activations=%s]"
        .formatted(start, document, Arrays.toString(tokenIds), Arrays.toString(activations));
  }
}
