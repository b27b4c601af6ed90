package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The directory layout of EleutherAI sparsify: {@code cfg.json} with the fields of its
 * configuration and {@code d_in}, {@code sae.safetensors} with {@link SaeParameters#NAMES}. Unknown
 * fields are ignored, as sparsify does.
 */
final class SparsifyFiles {

  static final String CONFIG = "cfg.json";
  static final String WEIGHTS = "sae.safetensors";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private SparsifyFiles() {}

  static void save(SaeParameters parameters, Path directory) throws IOException {
    Files.writeString(directory.resolve(CONFIG), describe(parameters.config()));
    Map<String, NDArray> byName = new TreeMap<>(); // the writer wants the order of names
    for (int i = 0; i < SaeParameters.NAMES.size(); i++) {
      byName.put(SaeParameters.NAMES.get(i), parameters.tensors().get(i));
    }
    List<TensorSpec> specs = new ArrayList<>();
    byName.forEach((name, tensor) -> specs.add(TensorFiles.spec(name, tensor)));
    TensorRuntime runtime = parameters.runtime();
    try (Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope();
        SafetensorsWriter writer =
            SafetensorsWriter.create(directory.resolve(WEIGHTS), Map.of(), specs)) {
      TensorFiles files = new TensorFiles(kernel, scope);
      for (Map.Entry<String, NDArray> tensor : byName.entrySet()) {
        files.write(writer, tensor.getKey(), tensor.getValue());
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
      for (int i = 0; i < SaeParameters.NAMES.size(); i++) {
        files.read(reader, weights, SaeParameters.NAMES.get(i), parameters.tensors().get(i));
      }
      return parameters;
    } catch (IOException | RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  private static String describe(SaeConfig config) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("activation", config.architecture().id());
    // num_latents decides; the factor is for readers that only know this field.
    json.put("expansion_factor", Math.max(1, config.latents() / config.width()));
    json.put("normalize_decoder", true);
    json.put("num_latents", config.latents());
    json.put("k", config.k());
    json.put("multi_topk", false);
    json.put("skip_connection", false);
    json.put("transcode", false);
    json.put("d_in", config.width());
    return JSON.writeValueAsString(json) + "\n";
  }

  private static SaeConfig readConfig(Path file) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new SaeFormatException(
          file.toString(), "is not valid JSON: " + e.getOriginalMessage(), e);
    }
    // Old files have no activation field: they are all topk.
    String activation = json.path("activation").asText("topk");
    refuse(file, !activation.equals("topk"), "activation \"" + activation + "\"");
    refuse(file, json.path("skip_connection").asBoolean(false), "skip_connection");
    refuse(file, json.path("transcode").asBoolean(false), "transcode");
    refuse(file, json.path("signed").asBoolean(false), "signed");
    int width = positive(file, json, "d_in");
    int latents =
        json.path("num_latents").asInt(0) > 0
            ? positive(file, json, "num_latents")
            : Math.multiplyExact(width, positive(file, json, "expansion_factor"));
    try {
      return SaeConfig.topK(width, latents, positive(file, json, "k"));
    } catch (IllegalArgumentException e) {
      throw new SaeFormatException(file.toString(), e.getMessage(), e);
    }
  }

  private static void refuse(Path file, boolean unsupported, String what) {
    if (unsupported) {
      throw new SaeFormatException(
          file.toString(),
          "uses " + what + ", which is not supported; only plain TopK autoencoders are");
    }
  }

  private static int positive(Path file, JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
      throw new SaeFormatException(
          file.toString(),
          "\""
              + field
              + "\" is "
              + (value.isMissingNode() ? "missing" : value)
              + "; a positive number is needed");
    }
    return value.intValue();
  }
}
