package io.nullscope.metrics.domain;

/** What dictionaries have in common by chance. */
final class RandomDirections {

  /** Intervals of the quadrature; ten times as many change the tenth digit. */
  private static final int STEPS = 1 << 16;

  private RandomDirections() {}

  /**
   * The expected largest cosine of a unit vector with {@code count} independent random unit
   * vectors: what the rows of two untrained dictionaries of that shape have in common.
   *
   * <p>The angle θ with one of them has density proportional to sin^(D-2) θ; the smallest of n
   * exceeds θ with probability (1 - G(θ))^n, so the expectation is 1 - ∫ sin θ (1 - G(θ))^n dθ.
   *
   * @param count n, at least 1
   * @param width D, at least 2
   */
  static double expectedLargestCosine(int count, int width) {
    if (count < 1 || width < 2) {
      throw new IllegalArgumentException(
          "%d random directions in %d dimensions: there must be at least 1, in at least 2"
              .formatted(count, width));
    }
    double step = Math.PI / STEPS;
    double[] below = new double[STEPS + 1]; // ∫ of the density up to each θ, not yet normalised
    double before = density(0, width);
    for (int i = 1; i <= STEPS; i++) {
      double middle = density((i - 0.5) * step, width);
      double after = density(i * step, width);
      below[i] = below[i - 1] + (before + 4 * middle + after) * step / 6;
      before = after;
    }
    double sum = 0; // trapezoids; the integrand is 0 at both ends
    for (int i = 1; i < STEPS; i++) {
      double above = 1 - below[i] / below[STEPS];
      sum += StrictMath.sin(i * step) * StrictMath.pow(Math.max(0, above), count);
    }
    return 1 - sum * step;
  }

  private static double density(double angle, int width) {
    return width == 2 ? 1 : StrictMath.pow(Math.max(0, StrictMath.sin(angle)), width - 2);
  }
}
