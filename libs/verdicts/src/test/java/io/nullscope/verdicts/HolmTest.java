package io.nullscope.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {

  @Test
  void knownExample() {
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
  }

  @Test
  void neverExceedsOneAndNeverReordersEqualValues() {
    assertThat(Holm.adjust(new double[] {0.5, 0.9, 0.5})).containsExactly(1, 1, 1);
  }

  @Test
  void testsThatCouldNotBeMadeDoNotCount() {
    assertThat(Holm.adjust(new double[] {Double.NaN, 0.02, 0.03}))
        .containsExactly(new double[] {Double.NaN, 0.04, 0.04}, within(1e-12));
    assertThat(Holm.adjust(new double[0])).isEmpty();
  }
}
