package io.nullscope.pretraining;

/**
 * How a model is trained. All of it decides the weights.
 *
 * @param tokens seen in the whole training; rounded down to whole steps
 * @param batchWindows windows in a step
 * @param learningRate peak
 * @param precision of the matrix products
 * @param seed of weights, held-out documents and order
 */
public record TrainingSettings(
    long tokens, int batchWindows, double learningRate, Precision precision, long seed) {

  static final double FIRST_MOMENT_DECAY = 0.9;
  static final double SECOND_MOMENT_DECAY = 0.95;
  static final double EPSILON = 1e-8;
  static final double WEIGHT_DECAY = 0.01;
  static final double CLIP_NORM = 1.0;

  public TrainingSettings {
    if (tokens < 1 || batchWindows < 1 || !(learningRate > 0 && learningRate < 1)) {
      throw new PretrainingException(
          "a training needs --tokens and --batch of at least 1 and a --learning-rate between 0 and 1; these are %d, %d and %s"
              .formatted(tokens, batchWindows, learningRate));
    }
  }

  /** For messages and to recognise a training. */
  String description() {
    return "tokens %d, batch %d, learning rate %s, precision %s, seed %d"
        .formatted(tokens, batchWindows, learningRate, precision, seed);
  }

  /**
   * Optimiser steps.
   *
   * @param context S, tokens predicted in a window
   */
  public long steps(int context) {
    return Math.max(1, tokens / ((long) batchWindows * context));
  }
}
