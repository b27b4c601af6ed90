package io.nullscope.sae;

/** The learning rate of every optimiser step of a training. */
public sealed interface LearningRateSchedule {

  /** Optimiser steps of the training. */
  long totalSteps();

  /** Highest rate. */
  double peak();

  /**
   * Factor on the peak at a step of the training.
   *
   * @param step 0-based, in range
   */
  double factor(long step);

  /**
   * The rate of one step.
   *
   * @param step 0-based
   * @throws IllegalArgumentException when the step is not part of the training
   */
  default double rate(long step) {
    if (step < 0 || step >= totalSteps()) {
      throw new IllegalArgumentException(
          "step " + step + " is not one of the " + totalSteps() + " steps");
    }
    return peak() * factor(step);
  }

  /** A {@link Linear} schedule; rounds the fractions of the training to whole steps. */
  static Linear of(double peak, long totalSteps, double warmupFraction, double decayFraction) {
    return new Linear(
        peak,
        totalSteps,
        Math.round(warmupFraction * totalSteps),
        Math.round(decayFraction * totalSteps));
  }

  /**
   * Linear warm-up, constant, linear decay to 0. Every number here counts <em>optimiser steps</em>.
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
  record Linear(double peak, long totalSteps, long warmupSteps, long decaySteps)
      implements LearningRateSchedule {

    @Override
    public double factor(long step) {
      double factor = 1;
      if (warmupSteps > 0) {
        factor = Math.min(factor, (step + 1) / (double) warmupSteps);
      }
      if (decaySteps > 0) {
        factor = Math.min(factor, (totalSteps - step) / (double) decaySteps);
      }
      return factor;
    }
  }

  /**
   * Linear warm-up to the peak and linear decay to 0 at a horizon that need not be the end of the
   * training: transformers' {@code get_linear_schedule_with_warmup}, of which the very first step
   * has rate 0.
   *
   * <pre>
   * rate(s) = peak · s / warmupSteps                                     s &lt; warmupSteps
   *           peak · max(0, (horizonSteps - s) / (horizonSteps - warmupSteps))      else
   * </pre>
   *
   * The published pipeline counted the horizon in loader batches and advanced once per optimiser
   * step, eight times less often: two thirds of its training were warm-up, and the rate ended at 95
   * % of the peak.
   *
   * @param peak highest rate
   * @param totalSteps optimiser steps of the training
   * @param warmupSteps steps of the rise; 0 for none
   * @param horizonSteps step at which the rate would be 0, above warmupSteps
   */
  record Horizon(double peak, long totalSteps, long warmupSteps, long horizonSteps)
      implements LearningRateSchedule {

    @Override
    public double factor(long step) {
      if (step < warmupSteps) {
        return step / (double) warmupSteps;
      }
      return Math.max(0, (horizonSteps - step) / (double) (horizonSteps - warmupSteps));
    }
  }
}
