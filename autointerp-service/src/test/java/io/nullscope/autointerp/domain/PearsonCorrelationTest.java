package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PearsonCorrelationTest {

  @Test
  void isOneForALineAndMinusOneForAFallingOne() {
    double[] x = {1, 2, 5, 3};
    assertThat(PearsonCorrelation.of(x, new double[] {12, 14, 20, 16})).isCloseTo(1, within(1e-15));
    assertThat(PearsonCorrelation.of(x, new double[] {-1, -2, -5, -3}))
        .isCloseTo(-1, within(1e-15));
  }

  /** n Σxy − Σx Σy over the roots of n Σx² − (Σx)² and n Σy² − (Σy)². */
  @Test
  void agreesWithTheFormulaOfOnePass() {
    var random = new SeededStreams(1).stream("series");
    for (int repeat = 0; repeat < 200; repeat++) {
      int n = 2 + (int) RandomChoice.below(random, 200);
      double[] x = new double[n];
      double[] y = new double[n];
      double sx = 0;
      double sy = 0;
      double sxx = 0;
      double syy = 0;
      double sxy = 0;
      for (int i = 0; i < n; i++) {
        x[i] = random.nextDouble();
        y[i] = 0.3 * x[i] + random.nextDouble();
        sx += x[i];
        sy += y[i];
        sxx += x[i] * x[i];
        syy += y[i] * y[i];
        sxy += x[i] * y[i];
      }
      double oracle = (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
      assertThat(PearsonCorrelation.of(x, y)).isCloseTo(oracle, within(1e-9));
    }
  }

  @Test
  void isUndefinedWhenOneOfTheTwoIsConstant() {
    assertThat(PearsonCorrelation.of(new double[] {0.1, 0.1, 0.1}, new double[] {1, 2, 3})).isNaN();
    assertThat(PearsonCorrelation.of(new double[] {1, 2, 3}, new double[] {0.1, 0.1, 0.1})).isNaN();
    assertThat(PearsonCorrelation.of(new double[0], new double[0])).isNaN();
  }

  @Test
  void refusesSeriesOfDifferentLength() {
    assertThatThrownBy(() -> PearsonCorrelation.of(new double[2], new double[3]))
        .hasMessageContaining("2 and 3 values");
  }
}
