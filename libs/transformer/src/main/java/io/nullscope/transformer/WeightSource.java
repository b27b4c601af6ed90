package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.Map;

/** Where a model's weights come from; tensors are read one after the other, each once. */
public interface WeightSource {

  /** What to call the source in messages. */
  String description();

  /** Shape by name of every tensor that is there. */
  Map<String, long[]> shapes();

  /**
   * Reads a tensor.
   *
   * @param scope owner of the result
   * @return float32, of the shape that {@link #shapes} states
   */
  NDArray read(TensorScope scope, String name) throws IOException;

  /** Weights of a safetensors checkpoint in one file. The reader is not closed. */
  static WeightSource of(SafetensorsReader reader, String description) {
    return new SafetensorsWeights(reader, description);
  }
}
