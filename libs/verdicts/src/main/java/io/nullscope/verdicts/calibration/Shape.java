package io.nullscope.verdicts.calibration;

import java.util.random.RandomGenerator;

/** How the draws of a null are distributed; mean 0, variance 1. */
public enum Shape {
  NORMAL {
    @Override
    double next(RandomGenerator random) {
      return random.nextGaussian();
    }
  },
  /** Student's t with 4 degrees of freedom: heavy tails. */
  HEAVY_TAILED {
    @Override
    double next(RandomGenerator random) {
      double squares = 0;
      for (int i = 0; i < FREEDOM; i++) {
        double z = random.nextGaussian();
        squares += z * z;
      }
      return random.nextGaussian() / Math.sqrt(squares / FREEDOM) / Math.sqrt(2);
    }
  },
  /** Log-normal with skewness about 2. */
  SKEWED {
    @Override
    double next(RandomGenerator random) {
      double growth = Math.exp(SIGMA * SIGMA);
      double x = Math.exp(SIGMA * random.nextGaussian());
      return (x - Math.sqrt(growth)) / Math.sqrt((growth - 1) * growth);
    }
  };

  private static final int FREEDOM = 4;
  private static final double SIGMA = 0.55;

  abstract double next(RandomGenerator random);
}
