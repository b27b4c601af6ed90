package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.messaging.StopSignal;
import io.nullscope.sae.ShardSequence;
import io.nullscope.study.ActivationsSpec;
import io.nullscope.study.CellKey;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StudySpec;
import io.nullscope.tensor.TensorRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Trains the SAEs of one hook point. A killed training goes on from its last checkpoint and ends
 * with the same bits.
 */
public final class TrainSparseAutoencoders {

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final TrainingPace pace;
  private final SideBySide sideBySide;
  private final Patience patience;
  private final Path scratch;
  private final StopSignal stop;

  /**
   * A trainer.
   *
   * @param pace how often to checkpoint, and to ask whether to go on
   * @param sideBySide how many SAEs are in memory at a time, with their optimisers' state
   * @param patience how to wait for activations that are made meanwhile
   * @param scratch existing folder for working files; each pass deletes its own
   * @param stop brings trainings to safety when the process ends
   */
  public TrainSparseAutoencoders(
      TensorRuntime runtime,
      ArtifactStore store,
      TrainingPace pace,
      SideBySide sideBySide,
      Patience patience,
      Path scratch,
      StopSignal stop) {
    this.runtime = runtime;
    this.store = store;
    this.pace = pace;
    this.sideBySide = sideBySide;
    this.patience = patience;
    this.scratch = scratch;
    this.stop = stop;
  }

  /**
   * What to train on.
   *
   * @param studyId whose training it is; a training on rolling activations has a window of its own
   * @param positionsId which of the rows are trained on
   * @param width D; used with rolling activations, of which there is no manifest
   */
  public record Activations(
      String studyId,
      ArtifactId id,
      ArtifactId variantId,
      ArtifactId tokensId,
      ArtifactId positionsId,
      HookPoint hookPoint,
      int width) {

    /** Those of the rows that are trained on. */
    ShardSequence counted(ArtifactStore store, ShardSequence rows) {
      CountedPositions positions =
          CountedPositions.open(store, positionsId, TokenArtifact.TRAIN, hookPoint.toString());
      return positions.all()
          ? rows
          : CountedRows.of(
              rows,
              TokenSplit.open(
                  store.blobs(), store.require(TokenArtifact.KIND, tokensId), TokenArtifact.TRAIN),
              positions);
    }
  }

  /**
   * Prepares a pass.
   *
   * @param cells of one variant and hook point
   * @param progress told how far the trainings are safe; with rolling activations only
   * @param cancelled asked now and then
   */
  public TrainingPass pass(
      StudySpec spec,
      Activations activations,
      List<CellKey> cells,
      Progress progress,
      BooleanSupplier cancelled) {
    ShardSource source =
        spec.activations() instanceof ActivationsSpec.Rolling rolling
            ? new RollingSource(store, activations, rolling, progress, patience, cancelled)
            : new KeptSource(store, activations, stop);
    return new TrainingPass(
        runtime,
        store,
        pace,
        sideBySide,
        scratch,
        source,
        cells,
        (cell, width) ->
            CellPlan.of(
                spec,
                cell,
                activations.id(),
                activations.positionsId(),
                width,
                runtime.hasFastBfloat16()),
        cancelled,
        stop);
  }
}
