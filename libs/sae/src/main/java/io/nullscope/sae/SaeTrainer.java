package io.nullscope.sae;

import ai.djl.ndarray.NDArray;

/**
 * One training step after the other, in place on parameters and state. The same parameters, state
 * and batch give bit-identical results on the same machine with the same number of threads.
 */
public interface SaeTrainer extends AutoCloseable {

  /**
   * Trains on one batch.
   *
   * @param x {@code [B, D]} float32; usually B is the configured batch size, but any size works
   * @throws TrainingDivergedException when the loss is not finite; parameters and state are then of
   *     no further use
   */
  StepResult step(NDArray x);

  @Override
  void close();

  /**
   * The trainer of an autoencoder: {@link TopKTrainer} for plain TopK, {@link ObjectiveTrainer} for
   * every other architecture, for extra losses, and for null autoencoders.
   *
   * @param schedule of as many steps as the state
   * @param precision in which {@link TopKTrainer} finds candidates; all others use float32
   * @throws IllegalArgumentException when the schedule has another number of steps, or the extra
   *     losses are not for this architecture
   */
  static SaeTrainer of(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      LearningRateSchedule schedule,
      Precision precision) {
    training.check(parameters.config().architecture());
    boolean plain = training.auxK().isEmpty() && !training.multiTopK();
    boolean topK = parameters.config().architecture() instanceof Architecture.TopK;
    if (topK && plain && training.frozen() == Frozen.NONE) {
      return new TopKTrainer(parameters, state, training, schedule, precision);
    }
    return new ObjectiveTrainer(parameters, state, training, schedule);
  }
}
