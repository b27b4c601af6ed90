package io.nullscope.study;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The sparse autoencoders of the study. Exactly one of {@code latents} and {@code expansion} is
 * present.
 *
 * @param latents number of latents F
 * @param expansion F as a multiple of the model's width D
 * @param k latents that may be active for one token
 * @param seeds one SAE is trained for each
 */
public record SaeSpec(
    Architecture architecture,
    OptionalInt latents,
    OptionalInt expansion,
    int k,
    List<Long> seeds,
    TrainingSpec training) {
  public static final int DEFAULT_EXPANSION = 64;
  public static final int DEFAULT_K = 32;

  public SaeSpec {
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(training, "training");
    if (latents.isPresent() == expansion.isPresent()) {
      throw new IllegalArgumentException("give exactly one of sae.latents and sae.expansion");
    }
    Require.atLeast(1, latents.orElse(1), "sae.latents");
    Require.atLeast(1, expansion.orElse(1), "sae.expansion");
    Require.atLeast(1, k, "sae.k");
    if (k > latents.orElse(Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("sae.k must be at most sae.latents, but is " + k);
    }
    seeds = Require.distinct(seeds, "sae.seeds");
    seeds.forEach(seed -> Require.atLeast(0, seed, "sae.seeds"));
  }

  /**
   * The number of latents F for a model of this width D.
   *
   * @throws StudyMismatchException when F is smaller than k, or too large for one tensor
   */
  public int latentsFor(int width) {
    if (latents.isPresent()) {
      return latents.getAsInt();
    }
    long count = (long) expansion.getAsInt() * width;
    if (count > Integer.MAX_VALUE) {
      throw new StudyMismatchException(
          "TOO_MANY_LATENTS",
          "sae.expansion: %d times the model's width %d is %d latents; at most %d are possible"
              .formatted(expansion.getAsInt(), width, count, Integer.MAX_VALUE));
    }
    if (count < k) {
      throw new StudyMismatchException(
          "TOO_FEW_LATENTS",
          "sae.k: %d active latents are asked for, but %d times the model's width %d is only %d latents; lower sae.k or raise sae.expansion"
              .formatted(k, expansion.getAsInt(), width, count));
    }
    return (int) count;
  }
}
