package io.nullscope.sae;

import java.util.Objects;

/**
 * Shape and function of a sparse autoencoder; how it is trained is {@link TrainingConfig}.
 *
 * @param architecture how the active latents are chosen
 * @param width D, elements of one activation vector, at least 1
 * @param latents F, at least 1
 * @param k K, the most latents that one token can have active, 1 to F
 */
public record SaeConfig(Architecture architecture, int width, int latents, int k) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException when a size is out of its range
   */
  public SaeConfig {
    Objects.requireNonNull(architecture, "architecture");
    if (width < 1) {
      throw new IllegalArgumentException("SAE width is " + width + "; it must be at least 1");
    }
    if (latents < 1) {
      throw new IllegalArgumentException("SAE has " + latents + " latents; it needs at least 1");
    }
    if (k < 1 || k > latents) {
      throw new IllegalArgumentException(
          "k is " + k + "; it must be between 1 and the number of latents, " + latents);
    }
  }

  /** A TopK autoencoder. */
  public static SaeConfig topK(int width, int latents, int k) {
    return new SaeConfig(Architecture.TOPK, width, latents, k);
  }
}
