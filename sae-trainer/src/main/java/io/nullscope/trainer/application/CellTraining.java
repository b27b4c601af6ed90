package io.nullscope.trainer.application;

import io.nullscope.sae.DataCentre;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SaeTraining;
import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.sae.StepResult;
import io.nullscope.sae.TrainingCheckpoint;
import io.nullscope.sae.TrainingState;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SAE in training: its parameters, its optimiser's state, its own order of the shared rows. */
final class CellTraining implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(CellTraining.class);

  /** Training rows whose centre starts the decoder bias. */
  private static final long CENTRE_ROWS = 1 << 16;

  private final TensorRuntime runtime;
  private final CellPlan plan;
  private final SaeFiles files;
  private final TrainingShards shards;
  private final ShardSequence rows;
  private final ShuffledActivations batches;
  private final LongUnaryOperator firstNeeded;
  private SaeParameters parameters; // null before begin, unless a checkpoint was found
  private TrainingState state;
  private SaeTraining training; // null before begin

  private CellTraining(
      TensorRuntime runtime,
      CellPlan plan,
      SaeFiles files,
      TrainingShards shards,
      ShardSequence rows) {
    this.runtime = runtime;
    this.plan = plan;
    this.files = files;
    this.shards = shards;
    this.rows = rows;
    this.batches = shards.batches(plan.streams(), rows);
    this.firstNeeded = shards.firstNeeded(rows);
  }

  /**
   * A training that will go on from its checkpoint, if there is one. Reads no rows yet.
   *
   * @param rows the shards, or what is left of them
   * @throws IllegalArgumentException when the rows do not fill one batch
   * @throws io.nullscope.messaging.RejectedException when a batch needs more shards than there may
   *     be at a time
   */
  static CellTraining open(
      TensorRuntime runtime,
      CellPlan plan,
      SaeFiles files,
      TrainingShards shards,
      ShardSequence rows)
      throws IOException {
    shards.check(rows, plan.training());
    CellTraining opened = new CellTraining(runtime, plan, files, shards, rows);
    long totalSteps = plan.training().totalSteps(opened.batches.rows());
    Optional<TrainingCheckpoint> checkpoint =
        files.readCheckpoint(runtime, plan.config(), totalSteps);
    if (checkpoint.isPresent()) {
      opened.parameters = checkpoint.get().parameters();
      opened.state = checkpoint.get().state();
      LOGGER.info(
          "Training of {} goes on from step {} of {}",
          plan.cell(),
          opened.state.steps(),
          totalSteps);
    }
    return opened;
  }

  CellPlan plan() {
    return plan;
  }

  /** Makes ready for the first step; a training without a checkpoint reads the first rows. */
  void begin() {
    if (parameters == null) {
      parameters =
          SaeParameters.initialise(runtime, plan.config(), plan.streams()::fillInitial, centre());
      state =
          TrainingState.fresh(runtime, plan.config(), plan.training().totalSteps(batches.rows()));
    }
    training =
        new SaeTraining(
            parameters,
            state,
            plan.training(),
            batches,
            new SaeTraining.Observer() {},
            plan.precision());
  }

  private DataCentre centre() {
    long first = Math.min(CENTRE_ROWS, rowsAtStart());
    return switch (plan.decoderBias()) {
      case MEAN -> DataCentre.mean(rows, first);
      case GEOMETRIC_MEDIAN -> DataCentre.geometricMedian(rows, first);
    };
  }

  /** Rows of the epochs, laid end to end, that are used up. */
  long position() {
    return state == null ? 0 : state.steps() * plan.training().batchSize();
  }

  /** The first shard that this training needs from here on. */
  long firstNeeded() {
    return firstNeeded.applyAsLong(position());
  }

  private long rowsAtStart() {
    return IntStream.range(0, shards.shardsAtStart()).mapToLong(rows::rows).sum();
  }

  long steps() {
    return state.steps();
  }

  long totalSteps() {
    return state.totalSteps();
  }

  boolean complete() {
    return training.complete();
  }

  /** One step; the last one is logged. */
  void step() {
    StepResult result = training.step();
    if (training.complete()) {
      training.measureThreshold(firstBatchAtHand());
      LOGGER.info(
          "Training of {}: {} steps, last batch FVU {}, L0 {}, dead {}",
          plan.cell(),
          state.totalSteps(),
          result.fvu(),
          result.l0(),
          result.deadFraction());
    }
  }

  /**
   * The first of the last batches whose rows are there as long as those of the very last are: of
   * rolling activations all earlier ones may be gone.
   */
  private long firstBatchAtHand() {
    int size = plan.training().batchSize();
    long last = state.totalSteps() - 1;
    long needed = firstNeeded.applyAsLong(last * size);
    long first = last;
    while (first > 0
        && (last + 1 - first) * size < SaeTraining.THRESHOLD_ROWS
        && firstNeeded.applyAsLong((first - 1) * size) == needed) {
      first--;
    }
    return first;
  }

  /** Begins to store a checkpoint. */
  void checkpoint() throws IOException {
    files.putCheckpoint(training.checkpoint());
  }

  /** Waits until the last checkpoint is in the store. */
  void awaitCheckpoint() {
    files.awaitCheckpoint();
  }

  void commit() throws IOException {
    files.commit(parameters, state, plan.precision());
  }

  @Override
  public void close() {
    files.close();
    if (training != null) {
      training.close();
    }
    if (parameters != null) {
      parameters.close();
    }
    if (state != null) {
      state.close();
    }
  }
}
