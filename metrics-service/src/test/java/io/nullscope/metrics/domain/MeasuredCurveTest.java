package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeasuredCurveTest {

  /** Naive: of all pairs of points around x the nearest two, whatever their order. */
  private static double naive(double[] x, double[] y, double at) {
    double best = Double.POSITIVE_INFINITY;
    double value = Double.NaN;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        if (x[i] <= at && at <= x[j] && x[j] > x[i] && x[j] - x[i] < best) {
          best = x[j] - x[i];
          value = (y[i] * (x[j] - at) + y[j] * (at - x[i])) / best;
        }
      }
    }
    return value;
  }

  @Test
  void isLinearBetweenNeighbours() {
    SplittableRandom random = new SplittableRandom(3);
    for (int repetition = 0; repetition < 200; repetition++) {
      double[] x = random.doubles(4).toArray();
      double[] y = random.doubles(4).toArray();
      double at = random.nextDouble();

      double value = new MeasuredCurve(x, y).at(at);
      double naive = naive(x, y, at);
      if (Double.isNaN(naive)) {
        assertThat(value).isNaN();
      } else {
        assertThat(value).isCloseTo(naive, within(1e-12));
      }
    }
  }

  @Test
  void goesThroughItsPointsAndNoFurther() {
    MeasuredCurve curve = new MeasuredCurve(new double[] {2, 1}, new double[] {5, 3});

    assertThat(curve.at(1)).isEqualTo(3);
    assertThat(curve.at(2)).isEqualTo(5);
    assertThat(curve.at(0.999)).isNaN();
    assertThat(curve.at(2.001)).isNaN();
    assertThat(curve.at(Double.NaN)).isNaN();
  }

  @Test
  void ofEqualPlacesTheMeanCounts() {
    MeasuredCurve curve = new MeasuredCurve(new double[] {1, 1, 3}, new double[] {2, 4, 7});

    assertThat(curve.at(1)).isEqualTo(3);
    assertThat(curve.at(2)).isCloseTo(5, within(1e-12));
  }
}
