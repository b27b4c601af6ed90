package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Made-up weights at which every part of a block changes the residual stream by about its own size.
 */
record RandomWeights(Map<String, float[]> values, Map<String, long[]> shapes)
    implements WeightSource {

  static RandomWeights of(TransformerConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> values = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (ParameterSpec parameter : config.parameters()) {
      long[] shape = parameter.shape();
      double mean = parameter.role() == TensorRole.NORM_GAIN ? 1 : 0;
      double deviation =
          switch (parameter.role()) {
            case EMBEDDING, POSITION_EMBEDDING -> 1;
            case WEIGHT, UNEMBEDDING -> 1.5 / Math.sqrt(shape[1 - parameter.outputAxis()]);
            case NORM_GAIN, NORM_BIAS, BIAS -> 0.3;
          };
      float[] drawn = new float[(int) parameter.elements()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) (mean + deviation * random.nextGaussian());
      }
      values.put(parameter.name(), drawn);
      shapes.put(parameter.name(), shape);
    }
    return new RandomWeights(values, shapes);
  }

  @Override
  public String description() {
    return "made-up weights";
  }

  @Override
  public NDArray read(TensorScope scope, String name) {
    return scope.floats(values.get(name), shapes.get(name));
  }

  double[] vector(String name) {
    float[] stored = values.get(name);
    double[] vector = new double[stored.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = stored[i];
    }
    return vector;
  }

  /** Null when there is no such tensor. */
  double[] find(String name) {
    return values.containsKey(name) ? vector(name) : null;
  }

  double[][] matrix(String name) {
    double[] flat = vector(name);
    int columns = (int) shapes.get(name)[1];
    double[][] rows = new double[flat.length / columns][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Naive.slice(flat, row * columns, columns);
    }
    return rows;
  }
}
