package io.nullscope.trainer.application;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BackgroundThread;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.safetensors.MalformedSafetensorsException;
import io.nullscope.sae.Precision;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.SaeFormatException;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.TrainingCheckpoint;
import io.nullscope.sae.TrainingState;
import io.nullscope.tensor.TensorRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one training leaves in the store: a checkpoint while it runs, the SAE with its training
 * curve at the end.
 */
final class SaeFiles implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(SaeFiles.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECKPOINT = "training.safetensors";

  private final ArtifactStore store;
  private final ArtifactRequest request;
  private final Path folder;
  private final BackgroundThread uploads;
  private Future<Void> upload = CompletableFuture.completedFuture(null);

  /**
   * Files of one training.
   *
   * @param folder for working files
   * @param uploads which takes the checkpoints; shared by trainings, so that one is sent at a time
   */
  SaeFiles(ArtifactStore store, ArtifactRequest request, Path folder, BackgroundThread uploads) {
    this.store = store;
    this.request = request;
    this.folder = folder;
    this.uploads = uploads;
  }

  /** Begins to store a checkpoint; waits for the one before, whose file it writes over. */
  void putCheckpoint(TrainingCheckpoint checkpoint) throws IOException {
    awaitCheckpoint();
    Path file = folder.resolve(CHECKPOINT);
    checkpoint.write(file);
    upload =
        uploads.submit(
            () -> {
              try (InputStream in = Files.newInputStream(file)) {
                store.putCheckpoint(request.id(), CHECKPOINT, in, Files.size(file));
              }
              return null;
            });
  }

  /**
   * Waits until the last checkpoint is in the store.
   *
   * @throws io.nullscope.artifacts.ObjectStoreException when it could not be stored
   */
  void awaitCheckpoint() {
    BackgroundThread.await(upload);
  }

  /**
   * The last checkpoint of this very training, if there is one. A damaged one is as good as none:
   * it costs time to start again, but no result.
   */
  Optional<TrainingCheckpoint> readCheckpoint(
      TensorRuntime runtime, SaeConfig config, long totalSteps) throws IOException {
    Path file = folder.resolve(CHECKPOINT);
    try {
      Optional<InputStream> stored = store.readCheckpoint(request.id(), CHECKPOINT);
      if (stored.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = stored.get()) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return Optional.of(TrainingCheckpoint.read(runtime, config, totalSteps, file));
    } catch (SaeFormatException | MalformedSafetensorsException | CorruptBlobException e) {
      LOGGER.warn(
          "The checkpoint of {} cannot be used, training starts again: {}",
          request.id(),
          e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Stores the SAE.
   *
   * @param precision in which candidates were found, for provenance
   */
  void commit(SaeParameters parameters, TrainingState state, Precision precision)
      throws IOException {
    // A checkpoint that came after those of this SAE are deleted would stay. One that failed is not
    // needed any more.
    settleCheckpoint();
    parameters.save(folder);
    Map<String, BlobRef> files = new TreeMap<>();
    for (String name : new String[] {"cfg.json", "sae.safetensors"}) {
      files.put(name, store.blobs().put(folder.resolve(name)));
    }
    files.put(
        "training.json",
        store.blobs().put(JSON.writeValueAsBytes(Map.of("curve", state.curve().points()))));
    store.commit(
        request,
        files,
        Map.of(
            "width",
            (long) parameters.config().width(),
            "latents",
            (long) parameters.config().latents(),
            "precision",
            precision.id()));
    store.deleteCheckpoints(request.id());
  }

  /** Waits for the last checkpoint: a training that stops in good order goes on from there. */
  @Override
  public void close() {
    settleCheckpoint();
  }

  private void settleCheckpoint() {
    try {
      awaitCheckpoint();
    } catch (RuntimeException e) {
      LOGGER.warn("The last checkpoint of {} was not stored: {}", request.id(), e.getMessage());
    }
  }
}
