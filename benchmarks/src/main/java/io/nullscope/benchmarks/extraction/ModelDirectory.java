package io.nullscope.benchmarks.extraction;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.TensorInfo;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.transformer.WeightSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A model in Hugging Face layout: {@code config.json} and one {@code model.safetensors}. */
public final class ModelDirectory {

  private final Path directory;

  public ModelDirectory(Path directory) {
    this.directory = directory;
  }

  public String name() {
    return directory.getFileName().toString();
  }

  public TransformerConfig config() throws IOException {
    return TransformerConfig.parse(configBytes(), directory.toString());
  }

  /** Loads the weights; close the result to free them. */
  public LanguageModel load(TensorRuntime runtime) throws IOException {
    try (SafetensorsReader reader = weights()) {
      return LanguageModel.load(runtime, config(), WeightSource.of(reader, directory.toString()));
    }
  }

  /** Stores the model as the variant that variant-service would make of it, without a tokenizer. */
  public ArtifactId store(ArtifactStore store) throws IOException {
    BlobRef config = store.blobs().put(configBytes());
    BlobRef tokenizer = store.blobs().put("{}".getBytes(StandardCharsets.UTF_8));
    VariantArtifact.Builder variant = VariantArtifact.builder(config, tokenizer, name());
    try (SafetensorsReader reader = weights()) {
      for (TensorInfo tensor : reader.header().tensors().values()) {
        variant.tensor(
            tensor.name(),
            tensor.dtype(),
            Arrays.stream(tensor.shape()).boxed().toList(),
            store.blobs().put(reader.read(tensor.name())),
            Map.of());
      }
    }
    ArtifactRequest request =
        new ArtifactRequest(
            VariantArtifact.KIND,
            VariantArtifact.FORMAT_VERSION,
            Map.of("benchmark", name()),
            Map.of());
    return store.commit(request, variant.files(), variant.attributes()).id();
  }

  private byte[] configBytes() throws IOException {
    return Files.readAllBytes(directory.resolve("config.json"));
  }

  private SafetensorsReader weights() throws IOException {
    return SafetensorsReader.open(directory.resolve("model.safetensors"));
  }
}
