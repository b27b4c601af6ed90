package io.nullscope.sae;

import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;

/**
 * A training from its state's step to its last: next batch → step → record → maybe checkpoint →
 * maybe stop. Starts again from a checkpoint at the very batch where it left off. Either {@link
 * #run} as a whole, or {@link #step} by step, in turns with other trainings.
 */
public final class SaeTraining implements AutoCloseable {

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

  /** Rows that are enough to measure the threshold on. */
  public static final int THRESHOLD_ROWS = 1 << 14;

  private final TensorRuntime runtime;
  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final BatchSource batches;
  private final Observer observer;
  private final SaeTrainer trainer;

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
    this.trainer =
        SaeTrainer.of(parameters, state, training, training.schedule(batches.rows()), precision);
  }

  /** Whether the last step is done. */
  public boolean complete() {
    return state.steps() == state.totalSteps();
  }

  /** Rows of the epochs, laid end to end, that the steps so far have used. */
  public long position() {
    return Math.multiplyExact(state.steps(), (long) training.batchSize());
  }

  /**
   * Trains on the next batch.
   *
   * @throws TrainingDivergedException when the loss is not finite
   */
  public StepResult step() {
    try (TensorScope scope = runtime.scope()) {
      return trainer.step(batches.batch(scope, state.steps(), training.batchSize()));
    }
  }

  /**
   * Measures what only the final parameters decide: the threshold of BatchTopK and Matryoshka, on
   * the last batches of the training. They are as good as rows that were never trained on: the
   * threshold is one number, and held-out rows would be missing in the training.
   *
   * @param first number of the first batch to use
   * @throws IllegalStateException before the last step
   */
  public void measureThreshold(long first) {
    if (!complete()) {
      throw new IllegalStateException("step %d of %d".formatted(state.steps(), state.totalSteps()));
    }
    ThresholdMeasurement.on(parameters, batches, first, state.totalSteps(), training.batchSize());
  }

  /** What {@link #step} would go on from. */
  public TrainingCheckpoint checkpoint() {
    return new TrainingCheckpoint(parameters, state);
  }

  /**
   * Trains until the last step or until the observer cancels, and closes this training.
   *
   * @throws TrainingDivergedException when the loss is not finite
   * @throws IOException when the observer could not store a checkpoint
   */
  public Outcome run() throws IOException {
    try (this) {
      while (!complete()) {
        if (observer.cancelled()) {
          return Outcome.CANCELLED;
        }
        StepResult result = step();
        observer.stepped(result);
        maybeCheckpoint(result);
      }
      measureThreshold(Math.max(0, state.totalSteps() - THRESHOLD_ROWS / training.batchSize() - 1));
      return Outcome.COMPLETED;
    }
  }

  private void maybeCheckpoint(StepResult result) throws IOException {
    if (!complete() && observer.checkpointDue(result)) {
      observer.checkpoint(checkpoint());
    }
  }

  /** Frees the trainer's own memory; parameters and state stay. */
  @Override
  public void close() {
    trainer.close();
  }
}
