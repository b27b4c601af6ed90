package io.nullscope.verdicts;

import java.util.Arrays;

/**
 * One metric under one contrast: the number of the trained model and that of each draw of a null.
 * Immutable.
 *
 * @param trained y of trained
 * @param draws y of each draw, at least one
 * @param sampling w²: mean over pairs of draws of half the bootstrap variance of their difference,
 *     what the draws would differ by if only documents or latents varied
 */
public record Draws(double trained, double[] draws, double sampling) {

  public Draws {
    if (draws.length == 0) {
      throw new IllegalArgumentException("a null needs at least one draw");
    }
    if (!(sampling >= 0)) {
      throw new IllegalArgumentException("a sampling variance cannot be " + sampling);
    }
    draws = draws.clone();
  }

  /** A copy of y of each draw. */
  @Override
  public double[] draws() {
    return draws.clone();
  }

  /** n. */
  public int count() {
    return draws.length;
  }

  /** d = trained − mean of the draws. */
  public double effect() {
    return trained - mean(draws);
  }

  /** s², n − 1 in the denominator; NaN for one draw. */
  public double variance() {
    return variance(draws);
  }

  /** How many draws lie below trained; a tie counts one half. */
  public double rank() {
    return Arrays.stream(draws).map(y -> y < trained ? 1 : y == trained ? 0.5 : 0).sum();
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  static double variance(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(y -> (y - mean) * (y - mean)).sum();
    return squares / (values.length - 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Draws that
        && trained == that.trained
        && sampling == that.sampling
        && Arrays.equals(draws, that.draws);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(draws) + Double.hashCode(trained);
  }

  @Override
  public String toString() {
    return "Draws[" + trained + " against " + Arrays.toString(draws) + "]";
  }
}
