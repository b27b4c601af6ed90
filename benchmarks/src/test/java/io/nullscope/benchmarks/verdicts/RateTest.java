package io.nullscope.benchmarks.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RateTest {

  private static double choose(int n, int k) {
    double ways = 1;
    for (int i = 0; i < k; i++) {
      ways *= (double) (n - i) / (i + 1);
    }
    return ways;
  }

  private static double atMost(int k, int n, double p) {
    double sum = 0;
    for (int i = 0; i <= k; i++) {
      sum += choose(n, i) * Math.pow(p, i) * Math.pow(1 - p, n - i);
    }
    return sum;
  }

  /** At either end, what was seen or something more extreme has half of 5 %. */
  @Test
  void theIntervalIsExact() {
    Rate rate = new Rate(7, 60);

    assertThat(atMost(7, 60, rate.high(0.95))).isCloseTo(0.025, within(1e-9));
    assertThat(1 - atMost(6, 60, rate.low(0.95))).isCloseTo(0.025, within(1e-9));
  }

  @Test
  void nothingAndEverything() {
    assertThat(new Rate(0, 10).low(0.95)).isZero();
    assertThat(Math.pow(1 - new Rate(0, 10).high(0.95), 10)).isCloseTo(0.025, within(1e-9));
    assertThat(new Rate(10, 10).high(0.95)).isEqualTo(1);
    assertThat(Math.pow(new Rate(10, 10).low(0.95), 10)).isCloseTo(0.025, within(1e-9));
  }

  @Test
  void isPrintedWithItsCounts() {
    assertThat(Rate.NONE.and(true).and(false)).isEqualTo(new Rate(1, 2));
    assertThat(new Rate(3, 60)).hasToString("3/60 0.05 [0.01, 0.14]");
    assertThat(Rate.NONE).hasToString("–");
  }
}
