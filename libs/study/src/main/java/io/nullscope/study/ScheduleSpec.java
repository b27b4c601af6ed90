package io.nullscope.study;

/** How the learning rate goes over the optimiser steps. */
public sealed interface ScheduleSpec {
  /** The name used in study files. */
  String id();

  /**
   * Rises linearly from 0, stays, falls linearly to 0.
   *
   * @param warmupFraction share of all steps in which the rate rises
   * @param decayFraction share of all steps, at the end, in which it falls
   */
  record Linear(double warmupFraction, double decayFraction) implements ScheduleSpec {
    public static final String ID = "linear";

    public Linear {
      Require.between(0, 1, warmupFraction, "sae.training.warmupFraction");
      Require.between(0, 1, decayFraction, "sae.training.decayFraction");
      Require.between(
          0, 1, warmupFraction + decayFraction, "sae.training.warmupFraction + decayFraction");
    }

    @Override
    public String id() {
      return ID;
    }
  }

  /**
   * The schedule of the published runs: linear warm-up and linear decay over the number of loader
   * batches, but advanced once for each optimiser step, which is eight loader batches. So 100M
   * tokens get 1,525 steps of a schedule built for 12,207, and end near the peak rate.
   */
  record Published() implements ScheduleSpec {
    public static final String ID = "published";

    /** Scheduler steps in which the rate rises from 0. */
    public static final int WARMUP_STEPS = 1000;

    /** Four sequences of 2,048 tokens. */
    public static final int LOADER_BATCH_TOKENS = 8192;

    @Override
    public String id() {
      return ID;
    }

    /**
     * The number of steps that the schedule is built for: full loader batches.
     *
     * @param trainingTokens over all epochs
     */
    public static long schedulerSteps(long trainingTokens) {
      return trainingTokens / LOADER_BATCH_TOKENS;
    }
  }
}
