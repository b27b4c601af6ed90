package io.nullscope.study;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How an SAE is trained.
 *
 * @param batchSize activations (tokens) in an optimiser step
 * @param epochs passes over the training activations
 * @param learningRate peak rate of Adam; absent: the scaling law of {@link #learningRateFor}
 * @param warmupFraction share of all steps in which the rate rises linearly from 0
 * @param decayFraction share of all steps, at the end, in which it falls linearly to 0
 * @param deadAfterTokens a latent that has not fired for this many training tokens counts as dead
 */
public record TrainingSpec(
    int batchSize,
    int epochs,
    OptionalDouble learningRate,
    double warmupFraction,
    double decayFraction,
    long deadAfterTokens) {
  public static final TrainingSpec DEFAULT =
      new TrainingSpec(512, 1, OptionalDouble.empty(), 0.05, 0.2, 10_000_000);

  public TrainingSpec {
    Require.atLeast(1, batchSize, "sae.training.batchSize");
    Require.atLeast(1, epochs, "sae.training.epochs");
    Objects.requireNonNull(learningRate, "learningRate")
        .ifPresent(rate -> Require.positive(rate, "sae.training.learningRate"));
    Require.between(0, 1, warmupFraction, "sae.training.warmupFraction");
    Require.between(0, 1, decayFraction, "sae.training.decayFraction");
    Require.between(
        0, 1, warmupFraction + decayFraction, "sae.training.warmupFraction + decayFraction");
    Require.atLeast(1, deadAfterTokens, "sae.training.deadAfterTokens");
  }

  /**
   * The peak learning rate for an SAE with this many latents F: as given, or 2e-4 / sqrt(F / 2^14)
   * (Gao et al. 2024).
   */
  public double learningRateFor(int latents) {
    return learningRate.orElse(2e-4 / Math.sqrt(latents / 16384.0));
  }
}
