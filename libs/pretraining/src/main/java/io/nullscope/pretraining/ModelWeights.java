package io.nullscope.pretraining;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.Float16;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.study.RandomStream;
import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.Initialization;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorInventory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The float32 master weights of a training, in inventory order. Owns its native memory. */
final class ModelWeights implements AutoCloseable {

  private final List<ParameterSpec> parameters;
  private final TensorScope scope;
  private final List<NDArray> tensors;

  private ModelWeights(List<ParameterSpec> parameters, TensorScope scope, List<NDArray> tensors) {
    this.parameters = parameters;
    this.scope = scope;
    this.tensors = List.copyOf(tensors);
  }

  /**
   * Fresh weights as GPT-NeoX draws them ({@link Initialization}), rounded to float16, so that a
   * 16-bit checkpoint of step 0 holds exactly what the training starts from.
   */
  static ModelWeights initial(TensorRuntime runtime, GptNeoXConfig config, Seed seed) {
    TensorScope scope = runtime.scope();
    List<NDArray> tensors = new ArrayList<>();
    for (ParameterSpec parameter : config.parameters()) {
      float[] values = new float[Math.toIntExact(parameter.elements())];
      RandomStream stream = seed.stream("pretraining/weights/" + parameter.name());
      stream.fillGaussian(
          0,
          values,
          Initialization.mean(parameter),
          Initialization.standardDeviation(config, parameter));
      for (int i = 0; i < values.length; i++) {
        values[i] = Float16.toFloat(Float16.fromFloat(values[i]));
      }
      tensors.add(scope.floats(values, parameter.shape()));
    }
    return new ModelWeights(config.parameters(), scope, tensors);
  }

  /** Zeros of the same shapes: Adam's moments at the start. */
  static ModelWeights zeros(TensorRuntime runtime, GptNeoXConfig config) {
    TensorScope scope = runtime.scope();
    List<NDArray> tensors =
        config.parameters().stream().map(parameter -> scope.zeros(parameter.shape())).toList();
    return new ModelWeights(config.parameters(), scope, tensors);
  }

  /** Weights with given values, row-major, in inventory order. */
  static ModelWeights of(TensorRuntime runtime, GptNeoXConfig config, List<float[]> values) {
    TensorScope scope = runtime.scope();
    List<NDArray> tensors = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tensors.add(scope.floats(values.get(i), config.parameters().get(i).shape()));
    }
    return new ModelWeights(config.parameters(), scope, tensors);
  }

  /** The weights of a checkpoint in one file. */
  static ModelWeights read(TensorRuntime runtime, GptNeoXConfig config, Path file)
      throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      List<float[]> values = new ArrayList<>();
      for (ParameterSpec parameter :
          TensorInventory.of(config).match(reader.header(), file.toString())) {
        values.add(reader.toFloats(parameter.name()));
      }
      return of(runtime, config, values);
    }
  }

  List<ParameterSpec> parameters() {
    return parameters;
  }

  List<NDArray> tensors() {
    return tensors;
  }

  /** Writes a checkpoint under Hugging Face's tensor names, rounded to a type. */
  void write(Path file, DType dtype) throws IOException {
    List<TensorSpec> specs =
        parameters.stream()
            .map(parameter -> new TensorSpec(parameter.name(), dtype, parameter.shape()))
            .toList();
    List<Integer> byName = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      byName.add(i);
    }
    byName.sort(Comparator.comparing(i -> parameters.get(i).name()));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, Map.of("format", "pt"), specs)) {
      for (int i : byName) {
        writer.write(parameters.get(i).name(), tensors.get(i).toFloatArray());
      }
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
