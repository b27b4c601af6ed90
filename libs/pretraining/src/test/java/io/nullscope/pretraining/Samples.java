package io.nullscope.pretraining;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import io.nullscope.study.RandomSequence;
import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small models and texts. */
final class Samples {

  static final Seed SEED = new Seed(11);

  /** Heads of 16, of which 4 are rotated. */
  static final ModelSize SIZE = new ModelSize(2, 32, 2, 12, 257);

  private Samples() {}

  /** Initial weights, but norms and biases are not at 1 and 0, where errors in them would hide. */
  static ModelWeights weights(TensorRuntime runtime) {
    List<float[]> values = new ArrayList<>();
    RandomSequence random = SEED.stream("noise").sequence();
    try (ModelWeights initial = ModelWeights.initial(runtime, SIZE.config(), SEED)) {
      for (NDArray tensor : initial.tensors()) {
        float[] of = tensor.toFloatArray();
        for (int i = 0; i < of.length; i++) {
          of[i] += (float) (0.1 * random.nextGaussian());
        }
        values.add(of);
      }
    }
    return ModelWeights.of(runtime, SIZE.config(), values);
  }

  /** Windows of random tokens, [rows][length]. */
  static int[][] windows(int rows, int length, int seed) {
    RandomSequence random = SEED.stream("windows/" + seed).sequence();
    int[][] windows = new int[rows][length];
    for (int[] window : windows) {
      for (int i = 0; i < length; i++) {
        window[i] = random.nextInt(SIZE.vocabulary());
      }
    }
    return windows;
  }

  /** The model of libs/transformer with the same weights, by way of a float32 checkpoint. */
  static LanguageModel inference(TensorRuntime runtime, ModelWeights weights) throws IOException {
    Path file = Files.createTempFile("weights", ".safetensors");
    try {
      weights.write(file, DType.F32);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        return LanguageModel.load(runtime, SIZE.config(), WeightSource.of(reader, "test"));
      }
    } finally {
      Files.delete(file);
    }
  }

  /** All numbers of a state, by name. */
  static Map<String, float[]> numbers(TrainingState state) {
    Map<String, float[]> all = new TreeMap<>();
    add(all, "weights.", state.weights());
    add(all, "first_moment.", state.firstMoments());
    add(all, "second_moment.", state.secondMoments());
    return all;
  }

  private static void add(Map<String, float[]> all, String prefix, ModelWeights weights) {
    for (int i = 0; i < weights.tensors().size(); i++) {
      all.put(prefix + weights.parameters().get(i).name(), weights.tensors().get(i).toFloatArray());
    }
  }
}
