package io.nullscope.verdicts.calibration;

import io.nullscope.verdicts.Draws;
import java.util.random.RandomGenerator;

/**
 * One metric of a simulated study in which trained is one more draw of the null.
 *
 * <pre>
 * y[v, h] = A[v, h] + mean over S seeds of E[v, s, h]
 * A: between draws, correlated over hook points        E: SAE seed and sampling, variance 1 + e²
 * </pre>
 *
 * @param trained y of trained, [h]
 * @param trainedNoise what of it is seed and sampling, [h]
 * @param draws y of each draw, [v][h]
 * @param fresh A of one draw more, [h]
 * @param seeds S: the sampling variance of y at a hook point is 1 / S
 */
record SimulatedMetric(
    double[] trained, double[] trainedNoise, double[][] draws, double[] fresh, int seeds) {

  static final int HOOK_POINTS = 4;

  static SimulatedMetric next(
      RandomGenerator random, Profile profile, int draws, int seeds, Shape shape) {
    double[] scale = new double[HOOK_POINTS];
    double spread = profile.spread();
    for (int h = 0; h < HOOK_POINTS; h++) {
      double factor = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
      scale[h] = Math.sqrt(profile.drawVariance() * factor);
    }
    double noise = Math.sqrt((1 + profile.seedVariance()) / seeds);
    double[] trained = effects(random, profile, scale, shape);
    double[] trainedNoise = new double[HOOK_POINTS];
    for (int h = 0; h < HOOK_POINTS; h++) {
      trainedNoise[h] = noise * random.nextGaussian();
      trained[h] += trainedNoise[h];
    }
    double[][] values = new double[draws][];
    for (int v = 0; v < draws; v++) {
      values[v] = effects(random, profile, scale, shape);
      for (int h = 0; h < HOOK_POINTS; h++) {
        values[v][h] += noise * random.nextGaussian();
      }
    }
    double[] fresh = effects(random, profile, scale, shape);
    return new SimulatedMetric(trained, trainedNoise, values, fresh, seeds);
  }

  private static double[] effects(
      RandomGenerator random, Profile profile, double[] scale, Shape shape) {
    double common = Math.sqrt(profile.correlation()) * shape.next(random);
    double own = Math.sqrt(1 - profile.correlation());
    double[] effects = new double[HOOK_POINTS];
    for (int h = 0; h < HOOK_POINTS; h++) {
      effects[h] = scale[h] * (common + own * shape.next(random));
    }
    return effects;
  }

  /** The mean over hook points. */
  Draws all() {
    double[] means = new double[draws.length];
    for (int v = 0; v < means.length; v++) {
      means[v] = mean(draws[v]);
    }
    return new Draws(mean(trained), means, 1.0 / seeds / HOOK_POINTS);
  }

  /** One hook point. */
  Draws at(int hookPoint) {
    double[] values = new double[draws.length];
    for (int v = 0; v < values.length; v++) {
      values[v] = draws[v][hookPoint];
    }
    return new Draws(trained[hookPoint], values, 1.0 / seeds);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
