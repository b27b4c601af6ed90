package io.nullscope.pretraining;

import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.GptNeoXConfig;

/**
 * What a training is at between two steps: weights, Adam's moments, and its course so far. Owns its
 * native memory.
 */
final class TrainingState implements AutoCloseable {

  private final ModelWeights weights;
  private final ModelWeights firstMoments;
  private final ModelWeights secondMoments;
  private final TrainingHistory history;

  TrainingState(
      ModelWeights weights,
      ModelWeights firstMoments,
      ModelWeights secondMoments,
      TrainingHistory history) {
    this.weights = weights;
    this.firstMoments = firstMoments;
    this.secondMoments = secondMoments;
    this.history = history;
  }

  /** The state before the first step. */
  static TrainingState fresh(TensorRuntime runtime, GptNeoXConfig config, Seed seed) {
    return new TrainingState(
        ModelWeights.initial(runtime, config, seed),
        ModelWeights.zeros(runtime, config),
        ModelWeights.zeros(runtime, config),
        new TrainingHistory());
  }

  ModelWeights weights() {
    return weights;
  }

  ModelWeights firstMoments() {
    return firstMoments;
  }

  ModelWeights secondMoments() {
    return secondMoments;
  }

  TrainingHistory history() {
    return history;
  }

  /** Steps done. */
  long steps() {
    return history.losses().size();
  }

  void stepped(StepResult result) {
    history.add(result);
  }

  @Override
  public void close() {
    weights.close();
    firstMoments.close();
    secondMoments.close();
  }
}
