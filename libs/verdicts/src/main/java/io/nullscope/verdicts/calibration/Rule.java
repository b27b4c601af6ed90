package io.nullscope.verdicts.calibration;

import io.nullscope.verdicts.Draws;
import io.nullscope.verdicts.Estimate;
import io.nullscope.verdicts.VariancePrior;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Ways to get a p-value, those that are not used too. */
public enum Rule {
  /** Documents or latents as units: blind to draws and seeds. */
  UNITS("units") {
    @Override
    public double halfWidth(Draws draws, double confidence) {
      return normal(confidence) * Math.sqrt(draws.sampling() * prediction(draws));
    }
  },
  /** One-sample t against the mean of the draws, trained as a constant. */
  MEAN_T("mean-t") {
    @Override
    public double halfWidth(Draws draws, double confidence) {
      return t(confidence, draws.count() - 1) * Math.sqrt(draws.variance() / draws.count());
    }
  },
  /** A random effect of the draw with normal quantiles. */
  NORMAL("normal") {
    @Override
    public double halfWidth(Draws draws, double confidence) {
      return normal(confidence) * Math.sqrt(draws.variance() * prediction(draws));
    }
  },
  /** A single case against n draws, without a floor. */
  PREDICTION_T("prediction-t") {
    @Override
    public double halfWidth(Draws draws, double confidence) {
      Draws bare = new Draws(draws.trained(), draws.draws(), 0);
      return FLOORED.halfWidth(bare, confidence);
    }
  },
  /** What is used of document metrics: the variance is at least what sampling explains. */
  FLOORED("floored") {
    @Override
    public double halfWidth(Draws draws, double confidence) {
      Estimate estimate = Estimate.against(draws, VariancePrior.NONE);
      return t(confidence, estimate.degreesOfFreedom()) * estimate.standardError();
    }
  };

  private final String label;

  Rule(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Half the width of the interval of trained − null. */
  public abstract double halfWidth(Draws draws, double confidence);

  /** Whether trained is called different at this level. */
  public boolean rejects(Draws draws, double level) {
    return Math.abs(draws.effect()) > halfWidth(draws, 1 - level);
  }

  /** The two-sided p-value of {@link #UNITS}. */
  static double unitsPValue(Draws draws) {
    double error = Math.sqrt(draws.sampling() * prediction(draws));
    return 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(draws.effect()) / error);
  }

  private static double prediction(Draws draws) {
    return 1 + 1.0 / draws.count();
  }

  private static double normal(double confidence) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
  }

  private static double t(double confidence, double freedom) {
    return TDistribution.of(freedom).inverseSurvivalProbability((1 - confidence) / 2);
  }
}
