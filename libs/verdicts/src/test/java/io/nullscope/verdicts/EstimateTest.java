package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Golden values: scipy 1.17. */
class EstimateTest {

  private static final double[] NULLS = {0.71, 0.74, 0.69, 0.75, 0.72};

  @Test
  void aSingleCaseAgainstFiveDraws() {
    Estimate estimate = Estimate.against(new Draws(0.80, NULLS, 0), VariancePrior.NONE);

    assertThat(estimate.effect()).isCloseTo(0.078, within(1e-12));
    assertThat(estimate.deviation()).isCloseTo(Math.sqrt(0.00057), within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(0.026153393661244063, within(1e-12));
    assertThat(estimate.degreesOfFreedom()).isEqualTo(4);
    assertThat(estimate.pValue()).isCloseTo(0.0406420887204982, within(1e-10));
    assertThat(estimate.interval(0.95).low()).isCloseTo(0.005386538184928097, within(1e-10));
    assertThat(estimate.interval(0.95).high()).isCloseTo(0.15061346181507226, within(1e-10));
    assertThat(estimate.probabilityAbove()).isCloseTo(0.9796789556397509, within(1e-10));
  }

  @Test
  void theVarianceIsAtLeastWhatSamplingExplains() {
    Estimate estimate = Estimate.against(new Draws(0.80, NULLS, 0.0009), VariancePrior.NONE);

    assertThat(estimate.standardError()).isCloseTo(0.03286335345030997, within(1e-12));
    assertThat(estimate.pValue()).isCloseTo(0.07653165072257234, within(1e-10));
  }

  @Test
  void thePriorAddsItsDegreesOfFreedomAndStaysAboveTheFloor() {
    Draws draws = new Draws(0.80, NULLS, 0.0003);
    Estimate estimate = Estimate.against(draws, new VariancePrior(6, 2.5));

    double moderated = (6 * 2.5 * 0.0003 + 4 * 0.00057) / 10;
    assertThat(estimate.deviation()).isCloseTo(Math.sqrt(moderated), within(1e-12));
    assertThat(estimate.degreesOfFreedom()).isEqualTo(10);
    Estimate floored = Estimate.against(draws, new VariancePrior(1e6, 0.1));
    assertThat(floored.deviation()).isCloseTo(Math.sqrt(0.0003), within(1e-12));
  }

  @Test
  void aFixedNullIsPairedBySeed() {
    Estimate estimate = Estimate.paired(new double[] {0.03, 0.05, 0.02}, 0);

    assertThat(estimate.effect()).isCloseTo(0.1 / 3, within(1e-12));
    assertThat(estimate.standardError()).isCloseTo(0.00881917103688197, within(1e-12));
    assertThat(estimate.pValue()).isCloseTo(0.06341418841830607, within(1e-10));
    Estimate floored = Estimate.paired(new double[] {0.03, 0.03, 0.03}, 0.0012);
    assertThat(floored.standardError()).isCloseTo(0.02, within(1e-12));
  }

  @Test
  void oneDrawOrOneSeedIsRefused() {
    assertThatThrownBy(
            () -> Estimate.against(new Draws(1, new double[] {2}, 0.1), VariancePrior.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one draw");
    assertThatThrownBy(() -> Estimate.paired(new double[] {2}, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one SAE seed");
  }

  @Test
  void nothingThatVariesHasNoStandardError() {
    assertThatThrownBy(
            () -> Estimate.against(new Draws(1, new double[] {1, 1}, 0), VariancePrior.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("standard error");
  }

  /** Student's density, integrated step by step. */
  @Test
  void agreesWithANaiveIntegral() {
    Estimate estimate = new Estimate(1.3, 1, 0.7, 2.6);
    double t = 1.3 / 0.7;
    double step = 1e-4;
    double inside = 0;
    double whole = 0;
    for (double x = step / 2; x < 3000; x += step * Math.max(1, x)) {
      double width = step * Math.max(1, x);
      double middle = x + width / 2;
      double density = Math.pow(1 + middle * middle / 2.6, -1.8) * width;
      whole += density;
      inside += middle < t ? density : 0;
    }
    assertThat(estimate.pValue()).isCloseTo(1 - inside / whole, within(2e-4));
  }

  @Test
  void ranksCountTiesHalf() {
    assertThat(new Draws(3, new double[] {1, 3, 4, 2}, 0).rank()).isEqualTo(2.5);
  }
}
