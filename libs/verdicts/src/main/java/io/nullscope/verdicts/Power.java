package io.nullscope.verdicts;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a design can find, in standard deviations s̃ of the draws (of the differences between SAE
 * seeds, where the null is fixed).
 *
 * @param factor standard error / s̃: √(1 + 1/n) for n draws, √(1/S) for S seeds
 * @param degreesOfFreedom of t
 */
public record Power(double factor, double degreesOfFreedom) {

  private static final double WIDE = 8.5;
  private static final int STEPS = 200;
  private static final double PRECISION = 1e-6;

  public Power {
    if (!(factor > 0 && degreesOfFreedom > 0)) {
      throw new IllegalArgumentException("factor and degrees of freedom must be above 0");
    }
  }

  /**
   * Trained against so many draws.
   *
   * @param priorDegreesOfFreedom that moderation adds, from 0
   */
  public static Power ofDraws(int draws, double priorDegreesOfFreedom) {
    return new Power(Math.sqrt(1 + 1.0 / draws), draws - 1 + priorDegreesOfFreedom);
  }

  /** Trained against one fixed model, so many SAE seeds each. */
  public static Power ofSeeds(int seeds) {
    return new Power(Math.sqrt(1.0 / seeds), seeds - 1);
  }

  /** The probability that a difference is found at this level, on its own side (noncentral t). */
  public double finds(double difference, double level) {
    double critical = t().inverseSurvivalProbability(level / 2);
    double shift = difference / factor;
    // t > c  ⇔  u < (z + shift) / c, with z normal and u² df chi-square.
    return integral(Math.max(-WIDE, -shift), WIDE, z -> below((z + shift) / critical));
  }

  /** The smallest difference that is found at this level with this probability. */
  public double detectable(double level, double probability) {
    return root(difference -> finds(difference, level), probability);
  }

  /** The probability that no difference is found EQUIVALENT within this margin. */
  public double findsEquivalent(double margin, double level) {
    double critical = t().inverseSurvivalProbability(level);
    double reach = margin / factor;
    return 2 * integral(0, Math.min(reach, WIDE), z -> below((reach - z) / critical));
  }

  /** The smallest margin within which no difference is found EQUIVALENT with this probability. */
  public double equivalenceMargin(double level, double probability) {
    return root(margin -> findsEquivalent(margin, level), probability);
  }

  /** P(u ≤ x). */
  private double below(double x) {
    return x <= 0
        ? 0
        : RegularizedGamma.P.value(degreesOfFreedom / 2, degreesOfFreedom * x * x / 2);
  }

  /** Simpson's rule with the normal density as weight. */
  private static double integral(double from, double to, DoubleUnaryOperator of) {
    double step = (to - from) / STEPS;
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      double z = from + i * step;
      double weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-z * z / 2) * of.applyAsDouble(z);
    }
    return sum * step / 3 / Math.sqrt(2 * Math.PI);
  }

  /** Where an increasing function reaches a value. */
  private static double root(DoubleUnaryOperator increasing, double value) {
    double high = 1;
    while (increasing.applyAsDouble(high) < value) {
      high *= 2;
    }
    double low = high == 1 ? 0 : high / 2;
    while (high - low > PRECISION * high) {
      double middle = (low + high) / 2;
      if (increasing.applyAsDouble(middle) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private TDistribution t() {
    return TDistribution.of(degreesOfFreedom);
  }
}
