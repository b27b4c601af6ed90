package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: the reference implementation of the moments on scipy 1.17. */
class VariancePriorTest {

  @Test
  void theCapIsTwiceTheDataWhereVariancesAreAlike() {
    VariancePrior prior = VariancePrior.of(pool(2, 0.4, 1.1, 2.3, 0.9, 7.5, 1.6, 0.2, 3.1));

    assertThat(prior.degreesOfFreedom()).isEqualTo(4);
    assertThat(prior.ratio()).isCloseTo(1.726390275086499, within(1e-9));
  }

  @Test
  void belowTheCapMomentsDecide() {
    VariancePrior prior = VariancePrior.of(pool(4, 0.4, 1.1, 2.3, 0.9, 7.5, 1.6, 0.2, 3.1));

    assertThat(prior.degreesOfFreedom()).isCloseTo(3.852876187019668, within(1e-7));
    assertThat(prior.ratio()).isCloseTo(1.2561913708433057, within(1e-7));
  }

  @Test
  void variancesThatHaveNothingInCommonGiveNextToNoPrior() {
    VariancePrior prior = VariancePrior.of(pool(4, 0.01, 50, 0.3, 9, 200, 0.002));

    assertThat(prior.degreesOfFreedom()).isCloseTo(0.44715238831363036, within(1e-7));
    assertThat(prior.ratio()).isCloseTo(0.04657721871221618, within(1e-7));
  }

  @Test
  void smallPoolsAndZeroVariancesGiveNoPrior() {
    assertThat(VariancePrior.of(pool(2, 1, 2, 3, 4, 5))).isEqualTo(VariancePrior.NONE);
    assertThat(VariancePrior.of(pool(2, 1, 2, 3, 4, 5, 0))).isEqualTo(VariancePrior.NONE);
    assertThat(VariancePrior.of(List.of())).isEqualTo(VariancePrior.NONE);
    Draws one = new Draws(0, new double[] {1}, 1);
    assertThat(VariancePrior.of(List.of(one, one, one, one, one, one)))
        .isEqualTo(VariancePrior.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 1000.499916666682",
    "0.1, 10.491681821078421",
    "1, 1.4262551202150788",
    "3.7, 0.5936931283846418",
    "50, 0.1433798123528615",
    "10000, 0.010000810704391771"
  })
  void invertsTrigamma(double value, double root) {
    assertThat(PolygammaRoot.inverseTrigamma(value)).isCloseTo(root, within(1e-10 * (1 + root)));
  }

  /** Draws with these ratios s²/w², w² = 1, and so many degrees of freedom. */
  private static List<Draws> pool(int freedom, double... ratios) {
    return Arrays.stream(ratios).mapToObj(ratio -> draws(freedom, ratio)).toList();
  }

  private static Draws draws(int freedom, double variance) {
    double[] values = new double[freedom + 1];
    // Two values off the mean: s² = 2 a² / freedom.
    values[0] = Math.sqrt(variance * freedom / 2);
    values[1] = -values[0];
    return new Draws(0, values, 1);
  }
}
