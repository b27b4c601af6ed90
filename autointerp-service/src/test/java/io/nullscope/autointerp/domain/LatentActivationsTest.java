package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatentActivationsTest {

  private final LatentActivations.Builder builder = new LatentActivations.Builder(5);

  @Test
  void keepsFiringsInOrderHoweverMany() {
    for (int i = 0; i < 1_000; i++) {
      builder.add(3L * i, i + 1);
    }
    LatentActivations activations = builder.build();
    assertThat(activations.latent()).isEqualTo(5);
    assertThat(activations.size()).isEqualTo(1_000);
    for (int i = 0; i < 1_000; i++) {
      assertThat(activations.position(i)).isEqualTo(3L * i);
      assertThat(activations.activation(i)).isEqualTo(i + 1);
    }
  }

  @Test
  void leavesOutSelectedZeros() {
    LatentActivations activations = builder.add(1, 0).add(2, 1).add(2, 0).build();
    assertThat(activations.size()).isEqualTo(1);
    assertThat(activations.position(0)).isEqualTo(2);
  }

  @Test
  void countsFiringsBeforeAPosition() {
    LatentActivations activations = builder.add(4, 1).add(8, 1).build();
    assertThat(activations.firingsBefore(0)).isZero();
    assertThat(activations.firingsBefore(4)).isZero();
    assertThat(activations.firingsBefore(5)).isEqualTo(1);
    assertThat(activations.firingsBefore(9)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 3, 4})
  void refusesPositionsThatDoNotAscend(long position) {
    builder.add(4, 1);
    assertThatThrownBy(() -> builder.add(position, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latent 5")
        .hasMessageContaining("sorted by token");
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
  void refusesActivationsThatNoLatentHas(float activation) {
    assertThatThrownBy(() -> builder.add(7, activation))
        .hasMessageContaining("latent 5")
        .hasMessageContaining("token 7");
  }
}
