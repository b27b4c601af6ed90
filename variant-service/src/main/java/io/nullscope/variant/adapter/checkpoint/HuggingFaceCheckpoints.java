package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.RejectedException;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorInventory;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.corpus.Vocabulary;
import io.nullscope.variant.application.Checkpoint;
import io.nullscope.variant.application.CheckpointSource;
import io.nullscope.variant.application.ModelLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens models in Hugging Face layout: config.json, tokenizer.json and model.safetensors in one
 * folder, or the bundled demo model.
 */
public final class HuggingFaceCheckpoints implements CheckpointSource {

  static final String CONFIG = "config.json";
  static final String TOKENIZER = "tokenizer.json";
  static final String WEIGHTS = "model.safetensors";

  private static final String SCHEME = "file:";

  private final DemoAssets demo;

  public HuggingFaceCheckpoints(DemoAssets demo) {
    this.demo = demo;
  }

  @Override
  public Checkpoint open(ModelLocation location) {
    Path folder = folder(location);
    for (String name : List.of(CONFIG, TOKENIZER, WEIGHTS)) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw new RejectedException(
            "MODEL_FILE_MISSING",
            location.setting()
                + ": "
                + folder.resolve(name)
                + " is missing; a model folder needs "
                + CONFIG
                + ", "
                + TOKENIZER
                + " and "
                + WEIGHTS);
      }
    }
    try {
      byte[] configJson = Files.readAllBytes(folder.resolve(CONFIG));
      TransformerConfig config =
          TransformerConfig.parse(configJson, folder.resolve(CONFIG).toString());
      // Read by activation-service only; a tokenizer that is none has to fail before any work is
      // done.
      Vocabulary.parse(
          Files.readAllBytes(folder.resolve(TOKENIZER)), folder.resolve(TOKENIZER).toString());
      SafetensorsReader weights = SafetensorsReader.open(folder.resolve(WEIGHTS));
      try {
        List<ParameterSpec> parameters =
            TensorInventory.of(config).match(weights.header(), folder.resolve(WEIGHTS).toString());
        return new HuggingFaceCheckpoint(folder, configJson, config, weights, parameters);
      } catch (RuntimeException e) {
        weights.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the model in " + folder, e);
    }
  }

  private Path folder(ModelLocation location) {
    String source = location.source();
    if (source.equals(DemoAssets.SOURCE)) {
      return demo.model(location.revision());
    }
    if (!source.startsWith(SCHEME)) {
      throw new RejectedException(
          "UNSUPPORTED_SOURCE",
          location.setting() + ": \"" + source + "\" is not supported; use file:DIR or demo");
    }
    Path folder = Path.of(source.substring(SCHEME.length()));
    if (!Files.isDirectory(folder)) {
      throw new RejectedException(
          "MODEL_FILE_MISSING",
          location.setting() + ": " + folder + " is not a folder that variant-service can read");
    }
    return folder;
  }
}
