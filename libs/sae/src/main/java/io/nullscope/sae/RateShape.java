package io.nullscope.sae;

/** How the learning rate runs over a training of any length. */
public sealed interface RateShape {

  /** The schedule of a training. */
  LearningRateSchedule schedule(double peak, long totalSteps);

  /**
   * Shares of the training; see {@link LearningRateSchedule.Linear}.
   *
   * @param warmupFraction share of all steps in which the rate rises to its highest value
   * @param decayFraction share of all steps, at the end, in which it falls towards 0
   */
  record Fractions(double warmupFraction, double decayFraction) implements RateShape {

    /** Checks the ranges. */
    public Fractions {
      TrainingConfig.require(
          warmupFraction >= 0 && warmupFraction <= 1,
          "warmupFraction",
          warmupFraction,
          "between 0 and 1");
      TrainingConfig.require(
          decayFraction >= 0 && decayFraction <= 1,
          "decayFraction",
          decayFraction,
          "between 0 and 1");
      TrainingConfig.require(
          warmupFraction + decayFraction <= 1,
          "warmupFraction + decayFraction",
          warmupFraction + decayFraction,
          "at most 1");
    }

    @Override
    public LearningRateSchedule schedule(double peak, long totalSteps) {
      return LearningRateSchedule.of(peak, totalSteps, warmupFraction, decayFraction);
    }
  }

  /**
   * Numbers of steps; see {@link LearningRateSchedule.Horizon}.
   *
   * @param warmupSteps steps of the rise
   * @param horizonSteps step at which the rate would be 0, whatever the length of the training
   */
  record Steps(long warmupSteps, long horizonSteps) implements RateShape {

    /** Checks the ranges. */
    public Steps {
      TrainingConfig.require(warmupSteps >= 0, "warmupSteps", warmupSteps, "at least 0");
      TrainingConfig.require(
          horizonSteps > warmupSteps, "horizonSteps", horizonSteps, "above warmupSteps");
    }

    @Override
    public LearningRateSchedule schedule(double peak, long totalSteps) {
      return new LearningRateSchedule.Horizon(peak, totalSteps, warmupSteps, horizonSteps);
    }
  }

  /**
   * The published one: 1,000 steps of warm-up, and a horizon of one step per loader batch of 4
   * sequences of 2,048 tokens, although an optimiser step takes 8 of them. 100M tokens have the
   * horizon 12,207.
   *
   * @param tokens of the whole training
   * @throws IllegalArgumentException when that is no more than the warm-up
   */
  static RateShape published(long tokens) {
    return new Steps(1000, tokens / 2048 / 4);
  }
}
