package io.nullscope.transformer;

import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small trained Llama model of the shared data. */
final class SharedModel {

  static final String FOLDER = "llama-tinystories-656k";

  private SharedModel() {}

  static LanguageModel load(TensorRuntime runtime) throws IOException {
    Path weights = SharedData.path(FOLDER + "/model.safetensors");
    TransformerConfig config = TransformerConfig.parse(bytes("config.json"), "config.json");
    try (SafetensorsReader reader = SafetensorsReader.open(weights)) {
      return LanguageModel.load(runtime, config, WeightSource.of(reader, weights.toString()));
    }
  }

  static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(SharedData.path(FOLDER + "/" + file));
  }
}
