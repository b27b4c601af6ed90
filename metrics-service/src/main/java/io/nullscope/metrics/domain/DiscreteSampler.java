package io.nullscope.metrics.domain;

import java.util.random.RandomGenerator;

/**
 * Exact draws from the binomial distribution by inversion outwards from the mode: as many steps as
 * the distribution is wide, instead of one step per latent.
 */
final class DiscreteSampler {

  private DiscreteSampler() {}

  /** Successes in {@code trials} independent trials. */
  static long binomial(long trials, double probability, RandomGenerator random) {
    if (probability <= 0) {
      return 0;
    }
    if (probability >= 1) {
      return trials;
    }
    long mode = (long) Math.floor((trials + 1) * probability);
    mode = Math.min(mode, trials);
    double odds = probability / (1 - probability);
    double logPeak =
        logChoose(trials, mode)
            + mode * StrictMath.log(probability)
            + (trials - mode) * StrictMath.log1p(-probability);
    return invert(
        0, trials, mode, StrictMath.exp(logPeak), k -> (trials - k) / (k + 1.0) * odds, random);
  }

  /** {@code ratio.of(k)} = P(k+1) / P(k). */
  @FunctionalInterface
  private interface Ratio {
    double of(long k);
  }

  private static long invert(
      long low, long high, long mode, double peak, Ratio ratio, RandomGenerator random) {
    double left = random.nextDouble() - peak;
    long up = mode;
    long down = mode;
    double upper = peak;
    double lower = peak;
    while (left >= 0) {
      boolean moved = false;
      if (up < high) {
        upper *= ratio.of(up++);
        left -= upper;
        moved = upper > 0;
        if (left < 0) {
          return up;
        }
      }
      if (down > low) {
        lower /= ratio.of(--down);
        left -= lower;
        moved |= lower > 0;
        if (left < 0) {
          return down;
        }
      }
      if (!moved) {
        return mode; // rounding left a crumb of probability beyond the representable tails
      }
    }
    return mode;
  }

  private static double logChoose(long n, long k) {
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  }

  /** Stirling's series from 16 on (error below 1e-15), a product before. */
  static double logFactorial(long n) {
    if (n < 16) {
      double product = 1;
      for (long i = 2; i <= n; i++) {
        product *= i;
      }
      return StrictMath.log(product);
    }
    double x = n + 1.0;
    double inverse = 1 / x;
    double square = inverse * inverse;
    double series =
        inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680.0)));
    return (x - 0.5) * StrictMath.log(x) - x + 0.5 * StrictMath.log(2 * Math.PI) + series;
  }
}
