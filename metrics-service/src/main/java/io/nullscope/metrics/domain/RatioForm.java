package io.nullscope.metrics.domain;

/** How a metric comes out of the sums of its units' values and weights. */
public enum RatioForm {
  /** {@code sum(values) / sum(weights)}; a mean when the weights are counts. */
  RATIO {
    @Override
    double of(double values, double weights) {
      return values / weights;
    }
  },
  /** {@code 1 - sum(values) / sum(weights)}: explained shares. */
  ONE_MINUS_RATIO {
    @Override
    double of(double values, double weights) {
      return 1 - values / weights;
    }
  };

  abstract double of(double values, double weights);
}
