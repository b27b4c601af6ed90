package io.nullscope.autointerp.domain;

import java.util.Arrays;

/**
 * Where one latent fires, sparse: only positions with an activation above 0. Twelve bytes a firing,
 * whatever the size of the corpus. Immutable; made by a {@link Builder}.
 */
public final class LatentActivations {

  private final int latent;
  private final long[] positions;
  private final float[] activations;

  private LatentActivations(int latent, long[] positions, float[] activations) {
    this.latent = latent;
    this.positions = positions;
    this.activations = activations;
  }

  /** Index of the latent in its SAE. */
  public int latent() {
    return latent;
  }

  /** Number of token positions at which the latent fires. */
  public int size() {
    return positions.length;
  }

  /** Global position of the i-th firing; ascending in i. */
  public long position(int i) {
    return positions[i];
  }

  /** Activation of the i-th firing, above 0. */
  public float activation(int i) {
    return activations[i];
  }

  /**
   * Number of firings before a global position, which is also the index of the first firing at or
   * after it.
   */
  int firingsBefore(long position) {
    int found = Arrays.binarySearch(positions, position);
    return found >= 0 ? found : -found - 1;
  }

  /** Collects the firings of one latent in the order of their positions. */
  public static final class Builder {

    private final int latent;
    private long[] positions = new long[64];
    private float[] activations = new float[64];
    private int size;

    /** Starts with no firings. */
    public Builder(int latent) {
      this.latent = latent;
    }

    /**
     * Adds one entry. An activation of 0 is not a firing (a top-k with fewer than k positive
     * pre-activations selects zeros) and is left out.
     *
     * @throws IllegalArgumentException if the position is not after the last one, or the activation
     *     is negative or not finite
     */
    public Builder add(long position, float activation) {
      requireActivation(latent, position, activation);
      if (activation == 0) {
        return this;
      }
      if (position < 0 || (size > 0 && position <= positions[size - 1])) {
        throw new IllegalArgumentException(
            ("latent %d fires at token %d after token %d: entries must be sorted by token,"
                    + " one for each token")
                .formatted(latent, position, size > 0 ? positions[size - 1] : -1));
      }
      if (size == positions.length) {
        int larger = Math.addExact(size, size / 2);
        positions = Arrays.copyOf(positions, larger);
        activations = Arrays.copyOf(activations, larger);
      }
      positions[size] = position;
      activations[size++] = activation;
      return this;
    }

    /** The firings added so far. */
    public LatentActivations build() {
      return new LatentActivations(
          latent, Arrays.copyOf(positions, size), Arrays.copyOf(activations, size));
    }
  }

  static void requireActivation(int latent, long position, float activation) {
    if (!(activation >= 0) || Float.isInfinite(activation)) {
      throw new IllegalArgumentException(
          "latent %d has activation %s at token %d: activations are finite and not negative"
              .formatted(latent, activation, position));
    }
  }
}
