package io.nullscope.verdicts;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What is known of trained − null: t = effect / standardError has Student's distribution if there
 * is no difference.
 *
 * @param effect d
 * @param deviation s̃, the standard deviation that the error comes from
 * @param standardError of d as a prediction of trained − null
 * @param degreesOfFreedom of t, above 0
 */
public record Estimate(
    double effect, double deviation, double standardError, double degreesOfFreedom) {

  public Estimate {
    if (!(standardError > 0)) {
      throw new IllegalArgumentException("a standard error cannot be " + standardError);
    }
    if (!(degreesOfFreedom > 0)) {
      throw new IllegalArgumentException("degrees of freedom cannot be " + degreesOfFreedom);
    }
  }

  /**
   * Trained against n draws: a test of a single case (Crawford and Howell 1998), with the variance
   * of the draws moderated by the prior and never below what sampling alone explains. Exact for
   * normal draws.
   *
   * @throws IllegalArgumentException for fewer than two draws, or when neither draws nor sampling
   *     vary
   */
  public static Estimate against(Draws draws, VariancePrior prior) {
    int n = draws.count();
    if (n < 2) {
      throw new IllegalArgumentException("one draw says nothing of others");
    }
    double moderated =
        Math.max(prior.moderated(draws.variance(), draws.sampling(), n - 1), draws.sampling());
    double deviation = Math.sqrt(moderated);
    return new Estimate(
        draws.effect(),
        deviation,
        deviation * Math.sqrt(1 + 1.0 / n),
        prior.degreesOfFreedom() + n - 1);
  }

  /**
   * Trained against a null that is one fixed model, paired by SAE seed.
   *
   * @param differences trained − null of each seed, at least two
   * @param sampling mean over seeds of the bootstrap variance of a difference
   */
  public static Estimate paired(double[] differences, double sampling) {
    int seeds = differences.length;
    if (seeds < 2) {
      throw new IllegalArgumentException("one SAE seed says nothing of others");
    }
    double deviation = Math.sqrt(Math.max(Draws.variance(differences), sampling));
    return new Estimate(
        Draws.mean(differences), deviation, deviation / Math.sqrt(seeds), seeds - 1);
  }

  /** Two-sided. */
  public double pValue() {
    return Math.min(1, 2 * t().survivalProbability(Math.abs(effect / standardError)));
  }

  /** The interval of trained − null that covers with this probability. */
  public Bounds interval(double confidence) {
    double half = t().inverseSurvivalProbability((1 - confidence) / 2) * standardError;
    return new Bounds(effect - half, effect + half);
  }

  /** The probability that trained is above a new draw, F(d / se). */
  public double probabilityAbove() {
    return t().cumulativeProbability(effect / standardError);
  }

  private TDistribution t() {
    return TDistribution.of(degreesOfFreedom);
  }
}
