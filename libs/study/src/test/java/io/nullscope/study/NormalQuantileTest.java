package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalQuantileTest {
  /**
   * Quantiles of the double nearest to each p, computed with 120 decimal digits: Newton's method on
   * the series of the distribution function.
   */
  @ParameterizedTest
  @CsvSource({
    "0.6,0.2533471031357997413247",
    "0.75,0.6744897501960817432022",
    "0.9,1.2815515655446005934874",
    "0.925,1.4395314709384562290633",
    "0.95,1.6448536269514722842763",
    "0.975,1.9599639845400538556044",
    "0.99,2.3263478740408407676372",
    "0.995,2.5758293035489004538575",
    "0.999,3.0902323061678132777582",
    "0.25,-0.6744897501960817432022",
    "0.025,-1.9599639845400542117796",
    "0.001,-3.0902323061678135353580",
    "1e-5,-4.2648907939228246102337",
    "1e-8,-5.6120012441747887279301",
    "1e-10,-6.3613409024040561991004",
    "1e-12,-7.0344838253011319326142",
    "1e-16,-8.2220822161304356151820",
    "1e-20,-9.2623400897984075795721",
    "1e-30,-11.4640246884436157197670",
    "1e-50,-14.9333375347884889806582",
  })
  void agreesWithHighPrecisionValues(double p, double expected) {
    assertThat(NormalQuantile.of(p)).isCloseTo(expected, Percentage.withPercentage(2e-13));
  }

  @Test
  void isZeroAtTheMedianAndOdd() {
    assertThat(NormalQuantile.of(0.5)).isZero();
    for (int i = 1; i < 512; i++) {
      double p = i / 1024.0;
      assertThat(NormalQuantile.of(1 - p)).isEqualTo(-NormalQuantile.of(p));
    }
  }

  @Test
  void grows() {
    double previous = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < 100_000; i++) {
      double z = NormalQuantile.of(i / 100_000.0);
      assertThat(z).isGreaterThan(previous);
      previous = z;
    }
  }

  /** At |p - 0.5| = 0.425 and at r = 5 one formula takes over from another. */
  @Test
  void hasNoStepsWhereTheFormulasMeet() {
    for (double p : new double[] {0.075, 0.925, StrictMath.exp(-25)}) {
      double below = NormalQuantile.of(p * (1 - 1e-12));
      double above = NormalQuantile.of(p * (1 + 1e-12));
      assertThat(above).isCloseTo(below, within(1e-10));
    }
  }
}
