package io.nullscope.pretraining;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a model and everything about it is written.
 *
 * <pre>
 * model.safetensors, config.json, tokenizer.json   the trained model
 * step0/, step1/, …                                 the same three files of earlier steps
 * training.json, corpus.jsonl.gz                    the log; what the model wrote
 * training-state.safetensors                        only while not everything is done
 * </pre>
 */
record ModelDirectory(Path root) {

  Path weights() {
    return root.resolve("model.safetensors");
  }

  /** Directory of the model after a step. */
  Path step(long step) {
    return root.resolve("step" + step);
  }

  Path state() {
    return root.resolve("training-state.safetensors");
  }

  Path log() {
    return root.resolve("training.json");
  }

  Path corpus() {
    return root.resolve("corpus.jsonl.gz");
  }

  /** A model is there, and it is not one that the same command would go on with. */
  boolean holdsFinishedModel() {
    boolean holdsModel = Files.exists(weights()) || Files.exists(root.resolve("config.json"));
    return holdsModel && !Files.exists(state());
  }

  /**
   * Checks, without making anything, that files can be made here.
   *
   * @throws PretrainingException when the directory or, where it is missing, the nearest one above
   *     it is no directory or may not be written to
   */
  void requireWritable() {
    Path nearest = root.toAbsolutePath().normalize();
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest) || !Files.isWritable(nearest)) {
      throw new PretrainingException(
          "cannot write to %s: %s is %s; use another --out"
              .formatted(
                  root, nearest, Files.isDirectory(nearest) ? "read-only" : "not a directory"));
    }
  }
}
