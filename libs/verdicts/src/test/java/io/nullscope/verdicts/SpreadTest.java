package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void aDocumentMetricIsThatOfTheTableInItsUnits() {
    Spread spread = new Spread(0.007 * 0.007, 0, 0);

    assertThat(spread.detectable(5, 0.05)).isCloseTo(4.12 * 0.007, within(1e-4));
    assertThat(spread.detectable(5, 0.05 / 11)).isCloseTo(7.92 * 0.007, within(1e-4));
    assertThat(spread.equivalenceMargin(5, 0.05)).isCloseTo(3.92 * 0.007, within(1e-4));
  }

  @Test
  void scoresHaveUpToThreeTimesTheDegreesOfFreedom() {
    Spread score = new Spread(0, 1, 2);

    assertThat(score.detectable(5, 0.05))
        .isCloseTo(Power.ofDraws(5, 8).detectable(0.05, 0.8), within(1e-9))
        .isLessThan(Power.ofDraws(5, 0).detectable(0.05, 0.8));
  }

  @Test
  void moreUnitsLowerWhatSamplingAddsAndNothingElse() {
    Spread spread = new Spread(9, 16, 0);

    assertThat(spread.deviation()).isEqualTo(5);
    assertThat(spread.withUnits(4).deviation()).isCloseTo(Math.sqrt(13), within(1e-12));
  }

  @Test
  void whatAStudyFoundIsSplit() {
    assertThat(Spread.found(0.5, 0.3, 12, 5).draws()).isCloseTo(0.16, within(1e-12));
    assertThat(Spread.found(0.5, 0.3, 12, 5).sampling()).isCloseTo(0.09, within(1e-12));
    assertThat(Spread.found(0.5, 0.3, 12, 5).prior()).isEqualTo(2);
    // A lucky coincidence of the draws is never below what sampling alone explains.
    assertThat(Spread.found(0.1, 0.3, 4, 5)).isEqualTo(new Spread(0, 0.09, 0));
    assertThatThrownBy(() -> new Spread(Double.NaN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Draws with an effect of their own, and latents sampled at each of several hook points. */
  @Test
  void theMeasuredComponentsAddUpAsSimulated() {
    int latents = 50;
    int seeds = 2;
    int hookPoints = 3;
    double a = 0.007;
    double b = 0.095;
    SplittableRandom random = new SplittableRandom(1);
    int draws = 4000;
    double squares = 0;
    for (int draw = 0; draw < draws; draw++) {
      double sum = 0;
      for (int cell = 0; cell < seeds * hookPoints; cell++) {
        for (int latent = 0; latent < latents; latent++) {
          sum += b * random.nextGaussian();
        }
      }
      double y = a * random.nextGaussian() + sum / (seeds * hookPoints * latents);
      squares += y * y;
    }

    Spread spread = MeasuredSpread.DETECTION.of(latents, seeds, hookPoints);
    assertThat(Math.sqrt(squares / draws))
        .isCloseTo(spread.deviation(), within(0.03 * spread.deviation()));
  }
}
