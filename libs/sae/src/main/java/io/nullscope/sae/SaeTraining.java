package io.nullscope.sae;

import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;

/**
 * A training from its state's step to its last: next batch → step → record → maybe checkpoint →
 * maybe stop. Starts again from a checkpoint at the very batch where it left off.
 */
public final class SaeTraining {

  /** How a run ended. */
  public enum Outcome {
    /** All steps are done. */
    COMPLETED,
    /** The observer asked to stop; the last checkpoint or the present state can be continued. */
    CANCELLED
  }

  /** What the caller wants to know and to decide between steps; called on the training thread. */
  public interface Observer {

    /** A step is done. */
    default void stepped(StepResult result) {}

    /** Whether to stop before the next step. */
    default boolean cancelled() {
      return false;
    }

    /** Whether to checkpoint after this step; not asked after the last one. */
    default boolean checkpointDue(StepResult result) {
      return false;
    }

    /** Stores a checkpoint. */
    default void checkpoint(TrainingCheckpoint checkpoint) throws IOException {}
  }

  private final TensorRuntime runtime;
  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final BatchSource batches;
  private final Observer observer;
  private final Precision precision;

  /**
   * A training that updates parameters and state in place.
   *
   * @param state fresh or restored, of {@code training.totalSteps(batches.rows())} steps
   */
  public SaeTraining(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      BatchSource batches,
      Observer observer) {
    this(parameters, state, training, batches, observer, Precision.AUTO);
  }

  /**
   * The same in a given precision.
   *
   * @param precision see {@link Precision}; {@link Precision#on} says what is used, for provenance
   */
  public SaeTraining(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      BatchSource batches,
      Observer observer,
      Precision precision) {
    int width = parameters.config().width();
    if (batches.width() != width) {
      throw new IllegalArgumentException(
          "the activations have width " + batches.width() + ", the SAE has width " + width);
    }
    this.runtime = parameters.runtime();
    this.parameters = parameters;
    this.state = state;
    this.training = training;
    this.batches = batches;
    this.observer = observer;
    this.precision = precision;
  }

  /**
   * Trains until the last step or until the observer cancels.
   *
   * @throws TrainingDivergedException when the loss is not finite
   * @throws IOException when the observer could not store a checkpoint
   */
  public Outcome run() throws IOException {
    LearningRateSchedule schedule = training.schedule(batches.rows());
    try (TopKTrainer trainer = new TopKTrainer(parameters, state, training, schedule, precision)) {
      while (state.steps() < state.totalSteps()) {
        if (observer.cancelled()) {
          return Outcome.CANCELLED;
        }
        StepResult result = step(trainer);
        observer.stepped(result);
        maybeCheckpoint(result);
      }
      return Outcome.COMPLETED;
    }
  }

  private StepResult step(TopKTrainer trainer) {
    try (TensorScope scope = runtime.scope()) {
      return trainer.step(batches.batch(scope, state.steps(), training.batchSize()));
    }
  }

  private void maybeCheckpoint(StepResult result) throws IOException {
    boolean last = state.steps() == state.totalSteps();
    if (!last && observer.checkpointDue(result)) {
      observer.checkpoint(new TrainingCheckpoint(parameters, state));
    }
  }
}
