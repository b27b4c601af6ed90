package io.nullscope.verdicts;

import org.apache.commons.numbers.gamma.Trigamma;

/** Where the trigamma function has a given value. */
final class PolygammaRoot {

  private static final int HALVINGS = 200;

  private PolygammaRoot() {}

  /**
   * x > 0 with ψ′(x) = value, by bisection of log x: ψ′ falls from ∞ to 0.
   *
   * @param value above 0
   */
  static double inverseTrigamma(double value) {
    // ψ′(x) lies between 1/x + 1/(2x²) and 1/x + 1/x².
    double low = Math.log(0.5 / Math.max(value, Math.sqrt(value)));
    double high = Math.log(2 / value + 2);
    for (int i = 0; i < HALVINGS && high - low > 1e-14; i++) {
      double middle = (low + high) / 2;
      if (Trigamma.value(Math.exp(middle)) > value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.exp((low + high) / 2);
  }
}
