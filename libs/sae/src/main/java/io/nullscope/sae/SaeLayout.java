package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two files of an autoencoder, {@value #CONFIG} and {@value #WEIGHTS}. TopK has the layout of
 * sparsify; the other architectures, which sparsify does not know, have the names of SAELens. Only
 * the latter have the field {@code architecture}.
 */
final class SaeLayout {

  static final String CONFIG = "cfg.json";
  static final String WEIGHTS = "sae.safetensors";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private SaeLayout() {}

  static void save(SaeParameters parameters, Path directory) throws IOException {
    SaeConfig config = parameters.config();
    boolean sparsify = config.architecture() instanceof Architecture.TopK;
    JsonNode json = sparsify ? SparsifyFiles.describe(config) : SaeLensFiles.describe(config);
    Files.writeString(directory.resolve(CONFIG), JSON.writeValueAsString(json) + "\n");
    TensorRuntime runtime = parameters.runtime();
    try (Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope()) {
      TreeMap<String, NDArray> byName =
          new TreeMap<>(stored(parameters, scope)); // as the writer wants
      List<TensorSpec> specs = new ArrayList<>();
      byName.forEach((name, tensor) -> specs.add(TensorFiles.spec(name, tensor)));
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(directory.resolve(WEIGHTS), Map.of(), specs)) {
        TensorFiles files = new TensorFiles(kernel, scope);
        for (Map.Entry<String, NDArray> tensor : byName.entrySet()) {
          files.write(writer, tensor.getKey(), tensor.getValue());
        }
      }
    }
  }

  static SaeParameters load(TensorRuntime runtime, Path directory) throws IOException {
    SaeConfig config = readConfig(directory.resolve(CONFIG));
    Path weights = directory.resolve(WEIGHTS);
    SaeParameters parameters = SaeParameters.zeros(runtime, config);
    try (Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope();
        SafetensorsReader reader = SafetensorsReader.open(weights)) {
      TensorFiles files = new TensorFiles(kernel, scope);
      for (Map.Entry<String, NDArray> tensor : stored(parameters, scope).entrySet()) {
        files.read(reader, weights, tensor.getKey(), tensor.getValue());
      }
      return parameters;
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /** The tensors as the file names and orients them: views of the parameters' own memory. */
  private static Map<String, NDArray> stored(SaeParameters parameters, TensorScope scope) {
    boolean sparsify = parameters.config().architecture() instanceof Architecture.TopK;
    Map<String, NDArray> stored = new LinkedHashMap<>();
    for (String name : parameters.names()) {
      NDArray tensor = parameters.tensor(name);
      if (sparsify) {
        stored.put(name, tensor);
      } else if (name.equals(ParameterTensor.ENCODER_WEIGHT)) {
        stored.put(SaeLensFiles.name(name), scope.transpose(tensor)); // [D, F] there
      } else {
        stored.put(SaeLensFiles.name(name), tensor);
      }
    }
    return stored;
  }

  private static SaeConfig readConfig(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      return json.has("architecture")
          ? SaeLensFiles.config(file, json)
          : SparsifyFiles.config(file, json);
    } catch (JacksonException e) {
      throw new SaeFormatException(
          file.toString(), "is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new SaeFormatException(file.toString(), e.getMessage(), e);
    }
  }

  static int positive(Path file, JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
      throw new SaeFormatException(
          file.toString(), fieldIs(field, value) + "; a positive number is needed");
    }
    return value.intValue();
  }

  static double number(Path file, JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isNumber()) {
      throw new SaeFormatException(file.toString(), fieldIs(field, value) + "; a number is needed");
    }
    return value.doubleValue();
  }

  static String fieldIs(String field, JsonNode value) {
    return "\"" + field + "\" is " + (value.isMissingNode() ? "missing" : value);
  }
}
