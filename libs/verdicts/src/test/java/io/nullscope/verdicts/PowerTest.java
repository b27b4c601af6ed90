package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden values: scipy 1.17 (noncentral t; quadrature for the margins). */
class PowerTest {

  @ParameterizedTest
  @CsvSource({
    "2, 20.004993592700437, 219.82502879026163, 10.93283954414924",
    "3, 6.528087099639829, 21.721827118653145, 5.319882684140788",
    "5, 4.120035090176648, 7.923350304807379, 3.920304587442987",
    "8, 3.4681064830643757, 5.505393685247989, 3.4581423371676285",
    "10, 3.3033657678843014, 4.993129211799865, 3.332200213233926"
  })
  void theTableOfTheDesign(int draws, double detectable, double strict, double margin) {
    Power power = Power.ofDraws(draws, 0);

    assertThat(power.detectable(0.05, 0.8)).isCloseTo(detectable, within(1e-4 * detectable));
    assertThat(power.detectable(0.05 / 11, 0.8)).isCloseTo(strict, within(2e-3 * strict));
    assertThat(power.equivalenceMargin(0.05, 0.8)).isCloseTo(margin, within(1e-4 * margin));
  }

  @Test
  void theNoncentralT() {
    assertThat(Power.ofDraws(5, 0).finds(3, 0.05)).isCloseTo(0.5460743719953631, within(1e-6));
    assertThat(new Power(Math.sqrt(1.2), 7.3).finds(2.5, 0.05))
        .isCloseTo(0.5080205531263248, within(1e-6));
  }

  @Test
  void simulatedDrawsAreFoundThatOften() {
    SplittableRandom random = new SplittableRandom(4);
    int found = 0;
    int studies = 4000;
    for (int i = 0; i < studies; i++) {
      double[] draws = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
      Draws study = new Draws(8 + random.nextGaussian(), draws, 0);
      found += Estimate.against(study, VariancePrior.NONE).pValue() < 0.05 ? 1 : 0;
    }
    double expected = Power.ofDraws(3, 0).finds(8, 0.05);
    assertThat((double) found / studies).isCloseTo(expected, within(0.02));
  }

  @Test
  void seedsOfAFixedNullAreWorthMoreThanDraws() {
    assertThat(Power.ofSeeds(3).detectable(0.05, 0.8))
        .isCloseTo(Power.ofDraws(3, 0).detectable(0.05, 0.8) / 2, within(1e-3));
  }
}
