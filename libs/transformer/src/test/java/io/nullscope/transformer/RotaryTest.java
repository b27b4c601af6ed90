package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RotaryTest {

  @Test
  void unscaledFrequenciesFallGeometrically() {
    Rotary rotary = new Rotary(8, 10_000, new RotaryScaling.None());
    assertThat(rotary.frequency(0)).isEqualTo(1);
    assertThat(rotary.frequency(1)).isCloseTo(0.1, within(1e-15));
    assertThat(rotary.frequency(3)).isCloseTo(0.001, within(1e-15));
  }

  @Test
  void linearScalingDividesAll() {
    Rotary rotary = new Rotary(8, 10_000, new RotaryScaling.Linear(4));
    assertThat(rotary.frequency(0)).isEqualTo(0.25);
    assertThat(rotary.frequency(1)).isCloseTo(0.025, within(1e-15));
  }

  /** Wavelengths below 8192/4 stay, those above 8192/1 are eight times as long. */
  @Test
  void llama3KeepsHighFrequenciesAndDividesLowOnes() {
    RotaryScaling scaling = new RotaryScaling.Llama3(8, 1, 4, 8192);
    assertThat(scaling.scale(1)).isEqualTo(1);
    assertThat(scaling.scale(ofWavelength(2000))).isEqualTo(ofWavelength(2000));
    assertThat(scaling.scale(ofWavelength(9000))).isCloseTo(ofWavelength(72_000), within(1e-18));
    // Halfway between, in turns within the original context: 2.5 turns, half kept, half divided.
    double middle = ofWavelength(8192 / 2.5);
    assertThat(scaling.scale(middle)).isCloseTo(middle * (0.5 + 0.5 / 8), within(1e-15));
  }

  private static double ofWavelength(double tokens) {
    return 2 * Math.PI / tokens;
  }
}
