package io.nullscope.pretraining;

/**
 * Linear warm-up, then half a cosine down to a tenth of the peak, as Pythia's (Biderman et al.
 * 2023, arXiv 2304.01373).
 *
 * @param peak highest rate
 * @param totalSteps optimiser steps of the training
 */
public record LearningRateSchedule(double peak, long totalSteps) {

  private static final double WARM_UP = 0.01;
  private static final double FLOOR = 0.1;

  public LearningRateSchedule {
    if (!(peak > 0) || totalSteps < 1) {
      throw new IllegalArgumentException(
          "a schedule needs a rate and steps above 0, but has %s and %d"
              .formatted(peak, totalSteps));
    }
  }

  /** Steps of the warm-up: a hundredth of all, at least one. */
  public long warmUpSteps() {
    return Math.max(1, Math.round(WARM_UP * totalSteps));
  }

  /**
   * The rate of one step.
   *
   * @param step 0-based
   */
  public double rate(long step) {
    if (step < 0 || step >= totalSteps) {
      throw new IllegalArgumentException(
          "step %d is not one of the %d steps".formatted(step, totalSteps));
    }
    long warmUp = warmUpSteps();
    if (step < warmUp) {
      return peak * (step + 1) / warmUp;
    }
    double progress = (step - warmUp + 1) / (double) (totalSteps - warmUp);
    return peak * (FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
