package io.nullscope.sae;

import java.util.OptionalDouble;

/**
 * How a sparse autoencoder is trained.
 *
 * @param batchSize B, tokens per step
 * @param epochs passes over the training tokens
 * @param learningRate highest learning rate of the schedule; see {@link #defaultLearningRate(int)}
 * @param warmupFraction share of all steps in which the learning rate rises to its highest value
 * @param decayFraction share of all steps, at the end, in which it falls towards 0
 * @param deadAfterTokens a latent is dead when it has not fired for more than this many tokens
 * @param gradientClipNorm when present, the gradient of all parameters together is scaled down to
 *     this Euclidean norm; normally absent
 */
public record TrainingConfig(
    int batchSize,
    int epochs,
    double learningRate,
    double warmupFraction,
    double decayFraction,
    long deadAfterTokens,
    OptionalDouble gradientClipNorm) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the first value out of its range
   */
  public TrainingConfig {
    require(batchSize >= 1, "batchSize", batchSize, "at least 1");
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learningRate",
        learningRate,
        "positive and finite");
    require(
        warmupFraction >= 0 && warmupFraction <= 1,
        "warmupFraction",
        warmupFraction,
        "between 0 and 1");
    require(
        decayFraction >= 0 && decayFraction <= 1,
        "decayFraction",
        decayFraction,
        "between 0 and 1");
    require(
        warmupFraction + decayFraction <= 1,
        "warmupFraction + decayFraction",
        warmupFraction + decayFraction,
        "at most 1");
    require(deadAfterTokens >= 1, "deadAfterTokens", deadAfterTokens, "at least 1");
    if (gradientClipNorm.isPresent()) {
      double norm = gradientClipNorm.getAsDouble();
      require(norm > 0 && Double.isFinite(norm), "gradientClipNorm", norm, "positive and finite");
    }
  }

  /** Without gradient clipping. */
  public TrainingConfig(
      int batchSize,
      int epochs,
      double learningRate,
      double warmupFraction,
      double decayFraction,
      long deadAfterTokens) {
    this(
        batchSize,
        epochs,
        learningRate,
        warmupFraction,
        decayFraction,
        deadAfterTokens,
        OptionalDouble.empty());
  }

  /** 2e-4 / sqrt(F / 2^14): the rule of the paper's code and of sparsify for Adam. */
  public static double defaultLearningRate(int latents) {
    return 2e-4 / Math.sqrt(latents / 16384.0);
  }

  /**
   * Optimiser steps of the whole training. The epochs follow each other without a gap, so only the
   * very last incomplete batch (fewer than B tokens) is left out.
   *
   * @param rows training tokens of one epoch
   * @throws IllegalArgumentException when all epochs together do not fill one batch
   */
  public long totalSteps(long rows) {
    long steps = Math.multiplyExact(rows, (long) epochs) / batchSize;
    if (steps < 1) {
      throw new IllegalArgumentException(
          rows
              + " training tokens in "
              + epochs
              + " epochs do not fill one batch of "
              + batchSize
              + "; use more tokens or a smaller batchSize");
    }
    return steps;
  }

  /** The learning rate of every step of a training over {@code rows} tokens per epoch. */
  public LearningRateSchedule schedule(long rows) {
    return LearningRateSchedule.of(learningRate, totalSteps(rows), warmupFraction, decayFraction);
  }

  private static void require(boolean holds, String name, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "training." + name + " is " + value + "; it must be " + range);
    }
  }
}
