package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapsTest {

  @Test
  void areThoseOfTheEnvironmentOrElseTheDefaults() {
    Heaps heaps =
        Heaps.of(
            Map.of(
                "NULLSCOPE_HEAP_MB_VARIANT_SERVICE", " 4096 ",
                "NULLSCOPE_HEAP_MB_S3", "1000",
                "NULLSCOPE_HEAP_MB_KAFKA", "",
                "NULLSCOPE_HOME", "/home/me"));

    assertThat(heaps.megabytes(Component.VARIANT)).isEqualTo(4096);
    assertThat(heaps.megabytes(Component.S3)).isEqualTo(1000);
    assertThat(heaps.megabytes(Component.KAFKA)).isEqualTo(256);
    assertThat(heaps.megabytes(Component.METRICS)).isEqualTo(768);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2g", "-5", "63", "1048577", "99999999999", "1.5"})
  void whatIsNoSizeIsRefused(String value) {
    assertThatThrownBy(() -> Heaps.of(Map.of("NULLSCOPE_HEAP_MB_KAFKA", value)))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "NULLSCOPE_HEAP_MB_KAFKA is \"%s\"; it has to be a number of megabytes from 64 to 1048576, such as 2048."
                .formatted(value));
  }

  @Test
  void aVariableOfNoComponentIsRefused() {
    assertThatThrownBy(() -> Heaps.of(Map.of("NULLSCOPE_HEAP_MB_VARIANT", "2048")))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll(
            "NULLSCOPE_HEAP_MB_VARIANT is set", "NULLSCOPE_HEAP_MB_VARIANT_SERVICE", "_S3");
  }
}
