package io.nullscope.verdicts;

import java.util.Arrays;

/** How the values of hook points become one number per draw: a weighted sum. */
public sealed interface Contrast {

  /** The weight of each hook point, given the layer of each. */
  double[] weights(double[] layers);

  /** The mean over hook points. */
  record All() implements Contrast {
    @Override
    public double[] weights(double[] layers) {
      double[] weights = new double[layers.length];
      Arrays.fill(weights, 1.0 / layers.length);
      return weights;
    }
  }

  /** The slope of the least-squares line over the layers, in units of the metric per layer. */
  record Slope() implements Contrast {
    @Override
    public double[] weights(double[] layers) {
      double mean = Arrays.stream(layers).average().orElse(Double.NaN);
      double squares = Arrays.stream(layers).map(x -> (x - mean) * (x - mean)).sum();
      if (!(squares > 0)) {
        throw new IllegalArgumentException("a slope needs two different layers");
      }
      return Arrays.stream(layers).map(x -> (x - mean) / squares).toArray();
    }
  }

  /**
   * One hook point.
   *
   * @param index its place in the list of hook points
   */
  record At(int index) implements Contrast {
    @Override
    public double[] weights(double[] layers) {
      double[] weights = new double[layers.length];
      weights[index] = 1;
      return weights;
    }
  }
}
