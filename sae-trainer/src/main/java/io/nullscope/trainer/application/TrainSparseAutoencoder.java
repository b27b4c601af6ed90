package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.messaging.RejectedException;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SaeTraining;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.sae.TrainingCheckpoint;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.sae.TrainingState;
import io.nullscope.study.CellKey;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.ScheduleSpec;
import io.nullscope.study.Seed;
import io.nullscope.study.StudySpec;
import io.nullscope.study.TrainingSpec;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one SAE on the training activations of one hook point. A killed training goes on from its
 * last checkpoint and ends with the same bits.
 */
public final class TrainSparseAutoencoder {

  private static final Logger LOGGER = LoggerFactory.getLogger(TrainSparseAutoencoder.class);
  private static final int FORMAT_VERSION = 1;

  /** Rows that are shuffled together: a full permutation up to half a million tokens. */
  private static final int SHUFFLE_ROWS = 1 << 19;

  /** Training rows whose mean starts the decoder bias. */
  private static final long MEAN_ROWS = 1 << 16;

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final TrainingPace pace;
  private final Path scratch;

  /**
   * A trainer.
   *
   * @param pace how often to checkpoint, and to ask whether to go on
   * @param scratch existing folder for working files; each training deletes its own
   */
  public TrainSparseAutoencoder(
      TensorRuntime runtime, ArtifactStore store, TrainingPace pace, Path scratch) {
    this.runtime = runtime;
    this.store = store;
    this.pace = pace;
    this.scratch = scratch;
  }

  /**
   * Trains, or finds trained.
   *
   * @param cancelled asked between steps
   * @throws RejectedException STUDY_CANCELLED when cancelled in the middle; the last checkpoint
   *     stays
   * @throws io.nullscope.sae.TrainingDivergedException when the loss is not finite
   */
  public TrainedSae train(
      StudySpec spec, CellKey cell, ArtifactId activationsId, BooleanSupplier cancelled) {
    Manifest activations = store.require("activations", activationsId);
    int width = Math.toIntExact((Long) activations.attributes().get("width"));
    SaeSpec sae = spec.sae(cell.sae());
    int k = TrainableSae.require(sae).k();
    SaeConfig config = SaeConfig.topK(width, sae.latentsFor(width), k);
    ArtifactRequest request = request(spec, cell, activationsId, config);
    boolean reused = store.find(SaeArtifact.KIND, request.id()).isPresent();
    if (!reused) {
      String folder = TokenArtifact.TRAIN + "/" + cell.hookPoint();
      try (LocalShards shards =
          LocalShards.copy(RowShards.open(store.blobs(), activations, folder), scratch)) {
        fit(spec, cell, config, shards, request, cancelled);
      } catch (IOException e) {
        throw new UncheckedIOException("working files of the training of " + cell, e);
      }
    }
    return new TrainedSae(request.id(), reused);
  }

  private static ArtifactRequest request(
      StudySpec spec, CellKey cell, ArtifactId activationsId, SaeConfig config) {
    TrainingSpec training = spec.sae(cell.sae()).training();
    ScheduleSpec.Linear schedule = TrainableSae.schedule(training);
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", config.architecture().id());
    configuration.put("latents", (long) config.latents());
    configuration.put("k", (long) config.k());
    configuration.put("hookPoint", cell.hookPoint().toString());
    configuration.put("rootSeed", spec.seed());
    configuration.put("saeSeed", cell.saeSeed());
    configuration.put("batchSize", (long) training.batchSize());
    configuration.put("epochs", (long) training.epochs());
    configuration.put("learningRate", training.learningRateFor(config.latents()));
    configuration.put("warmupFraction", schedule.warmupFraction());
    configuration.put("decayFraction", schedule.decayFraction());
    configuration.put("deadAfterTokens", training.deadAfterTokens());
    return new ArtifactRequest(
        SaeArtifact.KIND, FORMAT_VERSION, configuration, Map.of("activations", activationsId));
  }

  private void fit(
      StudySpec spec,
      CellKey cell,
      SaeConfig config,
      LocalShards shards,
      ArtifactRequest request,
      BooleanSupplier cancelled)
      throws IOException {
    TrainingSpec asked = spec.sae(cell.sae()).training();
    ScheduleSpec.Linear schedule = TrainableSae.schedule(asked);
    TrainingConfig training =
        new TrainingConfig(
            asked.batchSize(),
            asked.epochs(),
            asked.learningRateFor(config.latents()),
            schedule.warmupFraction(),
            schedule.decayFraction(),
            asked.deadAfterTokens());
    SaeStreams streams = new SaeStreams(new Seed(spec.seed()), cell.saeSeed());
    ShuffledActivations batches =
        new ShuffledActivations(shards.shards(), streams::permutation, SHUFFLE_ROWS);
    SaeFiles files = new SaeFiles(store, request, shards.folder());
    long totalSteps = training.totalSteps(batches.rows());
    Optional<TrainingCheckpoint> checkpoint = files.readCheckpoint(runtime, config, totalSteps);
    checkpoint.ifPresent(
        found ->
            LOGGER.info(
                "Training of {} goes on from step {} of {}",
                cell,
                found.state().steps(),
                totalSteps));
    try (SaeParameters parameters =
            checkpoint
                .map(TrainingCheckpoint::parameters)
                .orElseGet(() -> initial(config, streams, shards));
        TrainingState state =
            checkpoint
                .map(TrainingCheckpoint::state)
                .orElseGet(() -> TrainingState.fresh(runtime, config, totalSteps))) {
      TrainingProgress progress = new TrainingProgress(cell, totalSteps, files, pace, cancelled);
      if (new SaeTraining(parameters, state, training, batches, progress).run()
          == SaeTraining.Outcome.CANCELLED) {
        throw new RejectedException(
            "STUDY_CANCELLED",
            "the training was stopped at step "
                + state.steps()
                + " because the study was cancelled");
      }
      files.commit(parameters, state);
    }
  }

  private SaeParameters initial(SaeConfig config, SaeStreams streams, LocalShards shards) {
    return SaeParameters.initialise(
        runtime,
        config,
        streams::fillInitial,
        ShuffledActivations.mean(shards.shards(), MEAN_ROWS));
  }
}
