package io.nullscope.variant.domain;

/**
 * Mean and standard deviation over all entries of a tensor, in float64.
 *
 * @param mean arithmetic mean
 * @param standardDeviation with n − 1 in the denominator, as the authors' code has it; 0 for a
 *     single entry
 */
public record Moments(double mean, double standardDeviation) {

  /**
   * Two passes over the values: the second sums squared distances from the mean, so that nothing
   * cancels.
   */
  public static Moments of(float[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a tensor without entries has no moments");
    }
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    double residue = 0;
    for (float value : values) {
      double distance = value - mean;
      squares += distance * distance;
      residue += distance;
    }
    // The residue is what rounding left of the mean; subtracting its square is the corrected
    // two-pass formula.
    double variance =
        values.length == 1
            ? 0
            : (squares - residue * residue / values.length) / (values.length - 1);
    return new Moments(mean, Math.sqrt(Math.max(0, variance)));
  }
}
