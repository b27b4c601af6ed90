package io.nullscope.pretraining;

/** AdamW with decoupled weight decay on one tensor, in double precision, as its paper has it. */
final class NaiveAdamW {

  private final double[] weights;
  private final double[] first;
  private final double[] second;
  private int steps;

  NaiveAdamW(float[] weights) {
    this.weights = new double[weights.length];
    this.first = new double[weights.length];
    this.second = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      this.weights[i] = weights[i];
    }
  }

  void step(double[] gradient, double rate, double decay) {
    steps++;
    for (int i = 0; i < weights.length; i++) {
      first[i] = 0.9 * first[i] + 0.1 * gradient[i];
      second[i] = 0.95 * second[i] + 0.05 * gradient[i] * gradient[i];
      double mean = first[i] / (1 - Math.pow(0.9, steps));
      double variance = second[i] / (1 - Math.pow(0.95, steps));
      weights[i] -= rate * decay * weights[i];
      weights[i] -= rate * mean / (Math.sqrt(variance) + 1e-8);
    }
  }

  double[] weights() {
    return weights;
  }

  double[] firstMoments() {
    return first;
  }

  double[] secondMoments() {
    return second;
  }
}
