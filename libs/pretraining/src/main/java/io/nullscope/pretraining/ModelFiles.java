package io.nullscope.pretraining;

import io.nullscope.artifacts.safetensors.DType;
import java.io.IOException;
import java.nio.file.Path;

/** Writes models as Hugging Face lays them out: weights in float16, and two files beside them. */
final class ModelFiles {

  private final ModelDirectory directory;
  private final String config;
  private final String tokenizer;

  /**
   * Writes models of one configuration.
   *
   * @param config content of {@code config.json}
   * @param tokenizer content of {@code tokenizer.json}
   */
  ModelFiles(ModelDirectory directory, String config, String tokenizer) {
    this.directory = directory;
    this.config = config;
    this.tokenizer = tokenizer;
  }

  /** Writes the final model. */
  void write(ModelWeights weights) throws IOException {
    write(directory.root(), weights);
  }

  /** Writes the model after a step. */
  void write(long step, ModelWeights weights) throws IOException {
    write(directory.step(step), weights);
  }

  private void write(Path target, ModelWeights weights) throws IOException {
    OutputFile.write(target.resolve("config.json"), config);
    OutputFile.write(target.resolve("tokenizer.json"), tokenizer);
    OutputFile.write(target.resolve("model.safetensors"), file -> weights.write(file, DType.F16));
  }
}
