package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.artifacts.safetensors.TensorInfo;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Weights of a safetensors checkpoint in one file, converted to float32. */
record SafetensorsWeights(SafetensorsReader reader, String description) implements WeightSource {

  @Override
  public Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new TreeMap<>();
    reader.header().tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  @Override
  public NDArray read(TensorScope scope, String name) throws IOException {
    TensorInfo tensor = reader.header().tensor(name);
    return scope.floats(
        (from, values) ->
            FloatValues.copy(tensor.dtype(), reader.read(name, from, values.length), values),
        tensor.shape());
  }
}
