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
  void hypergeometricHasItsProbabilities() {
    RandomGenerator random = new SplitMix(2);
    int[] seen = new int[10];
    for (int i = 0; i < DRAWS; i++) {
      seen[(int) DiscreteSampler.hypergeometric(20, 9, 12, random)]++;
    }
    for (int k = 0; k <= 9; k++) {
      double expected = choose(9, k) * choose(11, 12 - k) / choose(20, 12);
      assertThat(seen[k] / (double) DRAWS).as("k=" + k).isCloseTo(expected, within(0.004));
    }
  }

  @Test
  void certainOutcomesAreCertain() {
    RandomGenerator random = new SplitMix(3);
    assertThat(DiscreteSampler.binomial(5, 0, random)).isZero();
    assertThat(DiscreteSampler.binomial(5, 1, random)).isEqualTo(5);
    assertThat(DiscreteSampler.hypergeometric(10, 10, 4, random)).isEqualTo(4);
    assertThat(DiscreteSampler.hypergeometric(10, 0, 4, random)).isZero();
    assertThat(DiscreteSampler.hypergeometric(10, 3, 10, random)).isEqualTo(3);
  }

  @Test
  void largePopulationsKeepMeanAndSpread() {
    RandomGenerator random = new SplitMix(4);
    double sum = 0;
    double squares = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double k = DiscreteSampler.hypergeometric(524_288, 300_000, 262_144, random);
      sum += k;
      squares += k * k;
    }
    double mean = sum / draws;
    double variance = squares / draws - mean * mean;
    double p = 300_000 / 524_288.0;
    double expected = 262_144 * p * (1 - p) * (524_288 - 262_144) / (524_288 - 1.0);
    assertThat(mean).isCloseTo(150_000, within(6.0));
    assertThat(variance / expected).isCloseTo(1, within(0.05));
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
