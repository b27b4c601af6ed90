package io.nullscope.sae;

import java.util.Objects;

/**
 * Shape and function of a sparse autoencoder; how it is trained is {@link TrainingConfig}.
 *
 * @param architecture how latents become active
 * @param width D, elements of one activation vector, at least 1
 * @param latents F, at least 1
 */
public record SaeConfig(Architecture architecture, int width, int latents) {

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
    architecture.check(latents);
  }

  /** A TopK autoencoder. */
  public static SaeConfig topK(int width, int latents, int k) {
    return new SaeConfig(new Architecture.TopK(k), width, latents);
  }

  /**
   * K of TopK, BatchTopK and Matryoshka.
   *
   * @throws IllegalStateException when the architecture has none
   */
  public int k() {
    if (architecture instanceof Architecture.Selecting selecting) {
      return selecting.k();
    }
    throw new IllegalStateException("a " + architecture.id() + " autoencoder has no k");
  }
}
