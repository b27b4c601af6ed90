package io.nullscope.study;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How an SAE is trained.
 *
 * @param batchSize activations (tokens) in an optimiser step
 * @param epochs passes over the training activations
 * @param learningRate peak rate of Adam; absent: the scaling law of {@link #learningRateFor}
 * @param deadAfterTokens a latent that has not fired for this many training tokens counts as dead
 * @param gradientClipNorm the gradient's norm over all parameters of the SAE is scaled down to
 *     this; absent: not clipped
 */
public record TrainingSpec(
    int batchSize,
    int epochs,
    OptionalDouble learningRate,
    ScheduleSpec schedule,
    long deadAfterTokens,
    OptionalDouble gradientClipNorm) {
  public static final TrainingSpec DEFAULT =
      new TrainingSpec(
          512,
          1,
          OptionalDouble.empty(),
          new ScheduleSpec.Linear(0.05, 0.2),
          10_000_000,
          OptionalDouble.empty());

  /** The published runs: 32 sequences of 2,048 tokens in a step. */
  static final TrainingSpec PAPER =
      new TrainingSpec(
          65_536,
          1,
          OptionalDouble.empty(),
          new ScheduleSpec.Published(),
          10_000_000,
          OptionalDouble.of(1));

  public TrainingSpec {
    Require.atLeast(1, batchSize, "sae.training.batchSize");
    Require.atLeast(1, epochs, "sae.training.epochs");
    Objects.requireNonNull(learningRate, "learningRate")
        .ifPresent(rate -> Require.positive(rate, "sae.training.learningRate"));
    Objects.requireNonNull(schedule, "schedule");
    Require.atLeast(1, deadAfterTokens, "sae.training.deadAfterTokens");
    Objects.requireNonNull(gradientClipNorm, "gradientClipNorm")
        .ifPresent(norm -> Require.positive(norm, "sae.training.gradientClipNorm"));
  }

  /**
   * The peak learning rate for an SAE with this many latents F: as given, or 2e-4 / sqrt(F / 2^14)
   * (Gao et al. 2024).
   */
  public double learningRateFor(int latents) {
    return learningRate.orElse(2e-4 / Math.sqrt(latents / 16384.0));
  }
}
