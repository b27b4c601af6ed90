package io.nullscope.sae;

import io.nullscope.tensor.TensorRuntime;
import java.util.Random;

/** Made-up data, the same in every run. */
final class Samples {

  private Samples() {}

  static float[] gaussian(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /**
   * Rows that are sums of three of 24 fixed directions, plus an offset: something for an SAE to
   * find.
   */
  static float[] sparseMixtures(long seed, int rows, int width) {
    float[] directions = gaussian(7, 24 * width);
    Random random = new Random(seed);
    float[] values = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      for (int n = 0; n < 3; n++) {
        int direction = random.nextInt(24);
        float strength = 1 + random.nextFloat();
        for (int d = 0; d < width; d++) {
          values[row * width + d] += strength * directions[direction * width + d] + 0.1f;
        }
      }
    }
    return values;
  }

  static UniformSource uniform(long seed) {
    return (from, target) -> {
      Random random = new Random(seed);
      random.doubles(from).forEach(skipped -> {});
      for (int i = 0; i < target.length; i++) {
        target[i] = (float) random.nextDouble();
      }
    };
  }

  static ShuffleOrder shuffle(long seed) {
    return (epoch, part, size) -> {
      Random random = new Random(seed + 1000 * epoch + part);
      int[] order = new int[size];
      for (int i = 0; i < size; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      return order;
    };
  }

  /**
   * Freshly initialised, with some encoder bias and decoder bias so that every term of every
   * formula counts.
   */
  static SaeParameters parameters(TensorRuntime runtime, SaeConfig config) {
    SaeParameters parameters =
        SaeParameters.initialise(runtime, config, uniform(3), gaussian(4, config.width()));
    float[] bias = gaussian(5, config.latents());
    for (int i = 0; i < bias.length; i++) {
      bias[i] *= 0.1f;
    }
    parameters.encoderBias().set(java.nio.FloatBuffer.wrap(bias));
    return parameters;
  }
}
