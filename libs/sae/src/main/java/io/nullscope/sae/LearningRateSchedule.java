package io.nullscope.sae;

/**
 * Linear warm-up, constant, linear decay to 0. Every number here counts <em>optimiser steps</em>.
 * The published pipeline built its schedule for the number of loader batches but advanced it once
 * per optimiser step, eight times less often: two thirds of its training were warm-up and the rate
 * hardly fell.
 *
 * <pre>
 * rate(s) = peak · min(1, (s + 1) / warmupSteps, (totalSteps - s) / decaySteps)      s = 0 … totalSteps - 1
 * </pre>
 *
 * The first step already learns, at peak / warmupSteps; the last one learns at peak / decaySteps,
 * and the step after it would have rate 0.
 *
 * @param peak highest rate
 * @param totalSteps optimiser steps of the training
 * @param warmupSteps steps of the rise; 0 for none
 * @param decaySteps steps of the fall; 0 for none
 */
public record LearningRateSchedule(
    double peak, long totalSteps, long warmupSteps, long decaySteps) {

  /** Rounds the fractions of the training to whole steps. */
  public static LearningRateSchedule of(
      double peak, long totalSteps, double warmupFraction, double decayFraction) {
    return new LearningRateSchedule(
        peak,
        totalSteps,
        Math.round(warmupFraction * totalSteps),
        Math.round(decayFraction * totalSteps));
  }

  /**
   * The rate of one step.
   *
   * @param step 0-based
   * @throws IllegalArgumentException when the step is not part of the training
   */
  public double rate(long step) {
    if (step < 0 || step >= totalSteps) {
      throw new IllegalArgumentException(
          "step " + step + " is not one of the " + totalSteps + " steps");
    }
    double factor = 1;
    if (warmupSteps > 0) {
      factor = Math.min(factor, (step + 1) / (double) warmupSteps);
    }
    if (decaySteps > 0) {
      factor = Math.min(factor, (totalSteps - step) / (double) decaySteps);
    }
    return peak * factor;
  }
}
