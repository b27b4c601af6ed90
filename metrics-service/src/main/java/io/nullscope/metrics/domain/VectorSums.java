package io.nullscope.metrics.domain;

/**
 * What explained variance needs from the vectors of some tokens.
 *
 * @param tokens number of vectors x
 * @param sum the sum of x, length D
 * @param sumSquares sum of |x|²
 * @param sumSquaredError sum of |x - x̂|²
 */
public record VectorSums(long tokens, double[] sum, double sumSquares, double sumSquaredError) {

  public VectorSums {
    sum = sum.clone();
  }

  /** A copy of the sum of x, length D. */
  @Override
  public double[] sum() {
    return sum.clone();
  }

  int width() {
    return sum.length;
  }

  /** Adds the sum of x onto {@code target}. */
  void addSumTo(double[] target) {
    for (int d = 0; d < sum.length; d++) {
      target[d] += sum[d];
    }
  }

  /** Both together. */
  VectorSums plus(VectorSums other) {
    double[] both = sum();
    other.addSumTo(both);
    return new VectorSums(
        tokens + other.tokens,
        both,
        sumSquares + other.sumSquares,
        sumSquaredError + other.sumSquaredError);
  }
}
