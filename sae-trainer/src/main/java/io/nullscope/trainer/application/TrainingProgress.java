package io.nullscope.trainer.application;

import io.nullscope.sae.SaeTraining;
import io.nullscope.sae.StepResult;
import io.nullscope.sae.TrainingCheckpoint;
import io.nullscope.study.CellKey;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a training is checkpointed, and whether it goes on. Checkpoints do not change the
 * result, so wall time may.
 */
final class TrainingProgress implements SaeTraining.Observer {

  private static final Logger LOGGER = LoggerFactory.getLogger(TrainingProgress.class);

  private final CellKey cell;
  private final long totalSteps;
  private final SaeFiles files;
  private final TrainingPace pace;
  private final BooleanSupplier cancelled;
  private long lastCheckpoint = System.nanoTime();
  private long lastQuestion = System.nanoTime();

  TrainingProgress(
      CellKey cell, long totalSteps, SaeFiles files, TrainingPace pace, BooleanSupplier cancelled) {
    this.cell = cell;
    this.totalSteps = totalSteps;
    this.files = files;
    this.pace = pace;
    this.cancelled = cancelled;
  }

  @Override
  public void stepped(StepResult result) {
    if (result.step() + 1 == totalSteps) {
      LOGGER.info(
          "Training of {}: {} steps, last batch FVU {}, L0 {}, dead {}",
          cell,
          totalSteps,
          result.fvu(),
          result.l0(),
          result.deadFraction());
    }
  }

  @Override
  public boolean cancelled() {
    if (System.nanoTime() - lastQuestion < pace.cancellationInterval().toNanos()) {
      return false;
    }
    lastQuestion = System.nanoTime();
    return cancelled.getAsBoolean();
  }

  @Override
  public boolean checkpointDue(StepResult result) {
    return System.nanoTime() - lastCheckpoint >= pace.checkpointInterval().toNanos();
  }

  @Override
  public void checkpoint(TrainingCheckpoint checkpoint) throws IOException {
    files.putCheckpoint(checkpoint);
    lastCheckpoint = System.nanoTime();
  }
}
