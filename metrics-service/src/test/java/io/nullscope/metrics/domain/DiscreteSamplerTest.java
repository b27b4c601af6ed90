package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DiscreteSamplerTest {

  private static final int DRAWS = 200_000;

  private static double choose(int n, int k) {
    if (k < 0 || k > n) {
      return 0;
    }
    BigInteger result = BigInteger.ONE;
    for (int i = 0; i < k; i++) {
      result = result.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return result.doubleValue();
  }

  @Test
  void binomialHasItsProbabilities() {
    RandomGenerator random = new SplitMix(1);
    int[] seen = new int[13];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) DiscreteSampler.binomial(12, 0.3, random)]++;
    }
    for (int k = 0; k <= 12; k++) {
      double expected = choose(12, k) * Math.pow(0.3, k) * Math.pow(0.7, 12 - k);
      assertThat(seen[k] / (double) DRAWS).as("k=" + k).isCloseTo(expected, within(0.004));
    }
  }

  @Test
  void certainOutcomesAreCertain() {
    RandomGenerator random = new SplitMix(3);
    assertThat(DiscreteSampler.binomial(5, 0, random)).isZero();
    assertThat(DiscreteSampler.binomial(5, 1, random)).isEqualTo(5);
  }

  @Test
  void logFactorialAgreesWithTheSumOfLogarithms() {
    double sum = 0;
    for (int n = 1; n <= 2000; n++) {
      sum += Math.log(n);
      assertThat(DiscreteSampler.logFactorial(n)).isCloseTo(sum, within(1e-11 * Math.max(1, sum)));
    }
    assertThat(DiscreteSampler.logFactorial(0)).isZero();
  }
}
