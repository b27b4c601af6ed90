package io.nullscope.metrics.domain;

import java.util.Arrays;

/**
 * One value and one weight for each unit (document or latent) of a metric. The metric is a {@link
 * RatioForm} of the two sums. Immutable.
 */
public final class UnitValues {

  private final double[] values;
  private final double[] weights;

  private UnitValues(double[] values, double[] weights) {
    if (values.length != weights.length) {
      throw new IllegalArgumentException(
          "units need one weight each: %d values, %d weights"
              .formatted(values.length, weights.length));
    }
    this.values = values;
    this.weights = weights;
  }

  /** Units of weight 1: the metric is the mean of the values. */
  public static UnitValues of(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1.0);
    return new UnitValues(values.clone(), ones);
  }

  /** Units with weights (token counts, sums of squares, ...). */
  public static UnitValues of(double[] values, double[] weights) {
    return new UnitValues(values.clone(), weights.clone());
  }

  public int size() {
    return values.length;
  }

  public double value(int unit) {
    return values[unit];
  }

  public double weight(int unit) {
    return weights[unit];
  }

  /** A copy of the values. */
  public double[] values() {
    return values.clone();
  }

  /** A copy of the weights. */
  public double[] weights() {
    return weights.clone();
  }

  double sumOfValues() {
    return Sums.of(values);
  }

  double sumOfWeights() {
    return Sums.of(weights);
  }

  /** The metric; NaN when the weights add up to zero. */
  public double metric(RatioForm form) {
    double total = sumOfWeights();
    return total == 0 ? Double.NaN : form.of(sumOfValues(), total);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnitValues that
        && Arrays.equals(values, that.values)
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "UnitValues[" + values.length + " units]";
  }
}
