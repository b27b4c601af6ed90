package io.nullscope.sae;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a sparse autoencoder is trained.
 *
 * @param batchSize B, tokens per step
 * @param epochs passes over the training tokens
 * @param learningRate highest learning rate of the schedule; see {@link #defaultLearningRate(int)}
 * @param rateShape how the learning rate runs over the training
 * @param deadAfterTokens a latent is dead when it has not fired for more than this many tokens
 * @param gradientClipNorm when present, the gradient of all parameters together is scaled down to
 *     this Euclidean norm; normally absent, 1.0 in the published pipeline
 * @param sparsityWarmupFraction share of all steps in which the sparsity coefficient of ReLU, Gated
 *     and JumpReLU rises linearly to its value
 * @param auxK when present, the auxiliary loss of dead latents; TopK, BatchTopK and Matryoshka only
 * @param multiTopK adds an eighth of the FVU of the reconstruction from 4K latents; TopK and
 *     BatchTopK only
 * @param frozen what stays at its random start
 */
public record TrainingConfig(
    int batchSize,
    int epochs,
    double learningRate,
    RateShape rateShape,
    long deadAfterTokens,
    OptionalDouble gradientClipNorm,
    double sparsityWarmupFraction,
    Optional<AuxK> auxK,
    boolean multiTopK,
    Frozen frozen) {

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
    require(deadAfterTokens >= 1, "deadAfterTokens", deadAfterTokens, "at least 1");
    if (gradientClipNorm.isPresent()) {
      double norm = gradientClipNorm.getAsDouble();
      require(norm > 0 && Double.isFinite(norm), "gradientClipNorm", norm, "positive and finite");
    }
    require(
        sparsityWarmupFraction >= 0 && sparsityWarmupFraction <= 1,
        "sparsityWarmupFraction",
        sparsityWarmupFraction,
        "between 0 and 1");
  }

  /** Everything learns from the architecture's own loss. */
  public TrainingConfig(
      int batchSize,
      int epochs,
      double learningRate,
      double warmupFraction,
      double decayFraction,
      long deadAfterTokens,
      OptionalDouble gradientClipNorm) {
    this(
        batchSize,
        epochs,
        learningRate,
        new RateShape.Fractions(warmupFraction, decayFraction),
        deadAfterTokens,
        gradientClipNorm,
        0,
        Optional.empty(),
        false,
        Frozen.NONE);
  }

  /** The same without gradient clipping. */
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

  /** The same with another course of the learning rate. */
  public TrainingConfig withRateShape(RateShape shape) {
    return new TrainingConfig(
        batchSize,
        epochs,
        learningRate,
        shape,
        deadAfterTokens,
        gradientClipNorm,
        sparsityWarmupFraction,
        auxK,
        multiTopK,
        frozen);
  }

  /** The same with a sparsity coefficient that rises over this share of the steps. */
  public TrainingConfig withSparsityWarmup(double fraction) {
    return new TrainingConfig(
        batchSize,
        epochs,
        learningRate,
        rateShape,
        deadAfterTokens,
        gradientClipNorm,
        fraction,
        auxK,
        multiTopK,
        frozen);
  }

  /** The same with the auxiliary loss of dead latents. */
  public TrainingConfig withAuxK(AuxK loss) {
    return new TrainingConfig(
        batchSize,
        epochs,
        learningRate,
        rateShape,
        deadAfterTokens,
        gradientClipNorm,
        sparsityWarmupFraction,
        Optional.of(loss),
        multiTopK,
        frozen);
  }

  /** The same with, or without, an eighth of the FVU of 4K latents. */
  public TrainingConfig withMultiTopK(boolean wanted) {
    return new TrainingConfig(
        batchSize,
        epochs,
        learningRate,
        rateShape,
        deadAfterTokens,
        gradientClipNorm,
        sparsityWarmupFraction,
        auxK,
        wanted,
        frozen);
  }

  /** The same with a part that does not learn. */
  public TrainingConfig withFrozen(Frozen part) {
    return new TrainingConfig(
        batchSize,
        epochs,
        learningRate,
        rateShape,
        deadAfterTokens,
        gradientClipNorm,
        sparsityWarmupFraction,
        auxK,
        multiTopK,
        part);
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
    return rateShape.schedule(learningRate, totalSteps(rows));
  }

  /**
   * Checks that the extra losses are for this architecture.
   *
   * @throws IllegalArgumentException naming the loss
   */
  public void check(Architecture architecture) {
    if (auxK.isPresent()) {
      require(
          architecture instanceof Architecture.Selecting,
          "auxK",
          "present",
          "absent for the architecture " + architecture.id());
    }
    if (multiTopK) {
      require(
          architecture instanceof Architecture.TopK
              || architecture instanceof Architecture.BatchTopK,
          "multiTopK",
          true,
          "false for the architecture " + architecture.id());
    }
  }

  static void require(boolean holds, String name, Object value, String range) {
    if (!holds) {
      throw new IllegalArgumentException(
          "training." + name + " is " + value + "; it must be " + range);
    }
  }
}
