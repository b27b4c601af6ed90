package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BackgroundThread;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StopSignal;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.TrainingDivergedException;
import io.nullscope.study.CellKey;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Trains SAEs side by side on one pass over the training activations of a hook point. The one that
 * is furthest back takes the next step, so all read about the same rows at the same time; none
 * knows of the others, so each ends with the bits that it would have alone. An SAE that is in the
 * store is left out; one that cannot be trained leaves the others alone.
 *
 * <p>May be asked again after a failure: goes on from the checkpoints.
 */
public final class TrainingPass {

  /** Code of a training that ended because its study was cancelled. */
  static final String CANCELLED = "STUDY_CANCELLED";

  private static final Comparator<CellTraining> FURTHEST_BACK =
      Comparator.comparingLong(CellTraining::position);

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final TrainingPace pace;
  private final Path scratch;
  private final SideBySide sideBySide;
  private final ShardSource source;
  private final List<CellKey> cells;
  private final Planner planner;
  private final BooleanSupplier cancelled;
  private final StopSignal stop;
  private final Map<CellKey, CellOutcome> outcomes = new HashMap<>();
  private long lastCheckpoint;
  private long lastQuestion;

  /** Makes the plan of a cell. */
  @FunctionalInterface
  interface Planner {

    /**
     * The plan.
     *
     * @param width D
     * @throws StudyMismatchException when the study does not go with the width
     */
    CellPlan plan(CellKey cell, int width);
  }

  TrainingPass(
      TensorRuntime runtime,
      ArtifactStore store,
      TrainingPace pace,
      SideBySide sideBySide,
      Path scratch,
      ShardSource source,
      List<CellKey> cells,
      Planner planner,
      BooleanSupplier cancelled,
      StopSignal stop) {
    this.runtime = runtime;
    this.store = store;
    this.pace = pace;
    this.sideBySide = sideBySide;
    this.scratch = scratch;
    this.source = source;
    this.cells = List.copyOf(cells);
    this.planner = planner;
    this.cancelled = cancelled;
    this.stop = stop;
  }

  /**
   * One of the SAEs; the first question trains all of them, as far as they are trained together.
   *
   * @throws RejectedException STUDY_CANCELLED when cancelled in the middle; checkpoints stay
   * @throws io.nullscope.messaging.StoppedException when the process is to end; checkpoints are
   *     made
   * @throws TrainingDivergedException when the loss of this SAE was not finite
   */
  public TrainedSae result(CellKey cell) {
    return result(cell, cells);
  }

  /** The same of one of the SAEs, without the others: slower, and none suffers from another. */
  public TrainedSae resultAlone(CellKey cell) {
    return result(cell, List.of(cell));
  }

  private TrainedSae result(CellKey cell, List<CellKey> together) {
    while (!outcomes.containsKey(cell)) {
      List<CellPlan> missing = missing(together);
      if (missing.isEmpty()) {
        source.notNeeded();
      } else {
        train(sideBySide.first(missing));
      }
    }
    return outcomes.get(cell).orThrow();
  }

  /** Gives up the activations, of a study that is cancelled or a training that failed for good. */
  public void release() {
    source.notNeeded();
  }

  /** What is neither trained nor known to be impossible. */
  private List<CellPlan> missing(List<CellKey> together) {
    int width = source.width();
    List<CellPlan> missing = new ArrayList<>();
    for (CellKey cell : together) {
      if (outcomes.containsKey(cell)) {
        continue;
      }
      try {
        CellPlan plan = planner.plan(cell, width);
        if (store.find(SaeArtifact.KIND, plan.request().id()).isPresent()) {
          // What a trainer left behind that was killed just after its commit.
          store.deleteCheckpoints(plan.request().id());
          outcomes.put(cell, new CellOutcome.Done(new TrainedSae(plan.request().id(), true)));
        } else {
          sideBySide.requireRoom(plan);
          missing.add(plan);
        }
      } catch (StudyMismatchException | RejectedException unfit) {
        outcomes.put(cell, new CellOutcome.Failed(unfit));
      }
    }
    return missing;
  }

  private void train(List<CellPlan> plans) {
    int epochs = plans.stream().mapToInt(plan -> plan.training().epochs()).max().orElseThrow();
    List<CellTraining> active = new ArrayList<>();
    try (WorkingFolder folder = WorkingFolder.in(scratch);
        BackgroundThread uploads = new BackgroundThread("checkpoint-upload");
        TrainingShards shards = source.open(epochs, WorkingFolder.in(scratch))) {
      try {
        open(plans, shards, folder, uploads, active);
        begin(shards, active);
        run(shards, active);
        shards.finished();
      } catch (RejectedException stopped) {
        shards.finished();
        throw stopped;
      } finally {
        active.forEach(CellTraining::close);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("working files of a training", e);
    }
  }

  private void open(
      List<CellPlan> missing,
      TrainingShards shards,
      WorkingFolder folder,
      BackgroundThread uploads,
      List<CellTraining> active)
      throws IOException {
    ShardSequence rows = source.counted(shards);
    for (CellPlan plan : missing) {
      SaeFiles files =
          new SaeFiles(store, plan.request(), folder.folder(plan.request().id().hex()), uploads);
      try {
        active.add(CellTraining.open(runtime, plan, files, shards, rows));
      } catch (IllegalArgumentException unfit) {
        outcomes.put(
            plan.cell(),
            new CellOutcome.Failed(
                new RejectedException(
                    "TOO_FEW_TOKENS",
                    unfit.getMessage()
                        + "; rows that the setting positions leaves out are not trained on",
                    unfit)));
      } catch (RejectedException unfit) {
        outcomes.put(plan.cell(), new CellOutcome.Failed(unfit));
      }
    }
  }

  private void begin(TrainingShards shards, List<CellTraining> active) {
    shards.begin(firstNeeded(active));
    active.forEach(CellTraining::begin);
    lastCheckpoint = System.nanoTime();
    lastQuestion = System.nanoTime();
  }

  private void run(TrainingShards shards, List<CellTraining> active) throws IOException {
    long safe = firstNeeded(active);
    long steps = active.stream().mapToLong(CellTraining::steps).sum();
    long allSteps = active.stream().mapToLong(CellTraining::totalSteps).sum();
    while (!active.isEmpty()) {
      CellTraining next = active.stream().min(FURTHEST_BACK).orElseThrow();
      stopIfToldTo(active);
      stopIfCancelled(next);
      step(next, active);
      StepProgress.at(++steps, allSteps, "training steps");
      long needed = firstNeeded(active);
      if (!active.isEmpty() && (needed > safe || checkpointDue())) {
        checkpoint(active);
        if (needed > safe) {
          // Shards may go only when the checkpoints are there that do without them.
          active.forEach(CellTraining::awaitCheckpoint);
        }
        shards.checkpointed(needed);
        safe = needed;
      }
    }
  }

  private void step(CellTraining training, List<CellTraining> active) throws IOException {
    CellPlan plan = training.plan();
    try {
      training.step();
      if (!training.complete()) {
        return;
      }
      training.commit();
      outcomes.put(plan.cell(), new CellOutcome.Done(new TrainedSae(plan.request().id(), false)));
    } catch (TrainingDivergedException diverged) {
      outcomes.put(plan.cell(), new CellOutcome.Failed(diverged));
    }
    active.remove(training);
    training.close();
  }

  /** Checkpoints do not change the result, so wall time may decide when they are made. */
  private boolean checkpointDue() {
    return System.nanoTime() - lastCheckpoint >= pace.checkpointInterval().toNanos();
  }

  private void checkpoint(List<CellTraining> active) throws IOException {
    for (CellTraining training : active) {
      training.checkpoint();
    }
    lastCheckpoint = System.nanoTime();
  }

  /** The process is to end: whoever takes the record up goes on from here. */
  private void stopIfToldTo(List<CellTraining> active) throws IOException {
    if (stop.isStopped()) {
      checkpoint(active);
      active.forEach(CellTraining::awaitCheckpoint);
      stop.check();
    }
  }

  private void stopIfCancelled(CellTraining training) {
    if (System.nanoTime() - lastQuestion < pace.cancellationInterval().toNanos()) {
      return;
    }
    lastQuestion = System.nanoTime();
    if (cancelled.getAsBoolean()) {
      throw new RejectedException(
          CANCELLED,
          "the training was stopped at step "
              + training.steps()
              + " because the study was cancelled");
    }
  }

  private static long firstNeeded(List<CellTraining> active) {
    return active.stream().mapToLong(CellTraining::firstNeeded).min().orElse(0);
  }
}
