package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

  @Test
  void isNotChangedThroughItsArrays() {
    int[] tokenIds = {1, 2};
    float[] activations = {0, 3};
    Window window = new Window(tokenIds, activations, 4, 64);
    tokenIds[0] = 9;
    activations[0] = 9;
    window.tokenIds()[1] = 9;
    window.activations()[1] = 9;
    assertThat(window.tokenIds()).containsExactly(1, 2);
    assertThat(window.activations()).containsExactly(0, 3);
  }

  @Test
  void equalsByContent() {
    Window window = new Window(new int[] {1, 2}, new float[] {0, 3}, 4, 64);
    assertThat(window)
        .isEqualTo(new Window(new int[] {1, 2}, new float[] {0, 3}, 4, 64))
        .hasSameHashCodeAs(new Window(new int[] {1, 2}, new float[] {0, 3}, 4, 64))
        .isNotEqualTo(new Window(new int[] {1, 3}, new float[] {0, 3}, 4, 64))
        .isNotEqualTo(new Window(new int[] {1, 2}, new float[] {1, 3}, 4, 64))
        .isNotEqualTo(new Window(new int[] {1, 2}, new float[] {0, 3}, 5, 64))
        .isNotEqualTo(new Window(new int[] {1, 2}, new float[] {0, 3}, 4, 96));
  }

  @Test
  void knowsItsLargestActivation() {
    assertThat(new Window(new int[3], new float[] {0.5f, 2, 1}, 0, 0).maxActivation()).isEqualTo(2);
    assertThat(new Window(new int[3], new float[3], 0, 0).maxActivation()).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesActivationsThatNoLatentHas(float activation) {
    assertThatThrownBy(() -> new Window(new int[2], new float[] {0, activation}, 0, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at token 33");
  }

  @Test
  void refusesLengthsThatDiffer() {
    assertThatThrownBy(() -> new Window(new int[2], new float[3], 0, 32))
        .hasMessageContaining("2 tokens and 3 activations");
    assertThatThrownBy(() -> new Window(new int[0], new float[0], 0, 32))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
