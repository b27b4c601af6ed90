package io.nullscope.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  @Test
  void readsHostAndPort() {
    assertThat(ServerAddress.parse("metrics.example:9000"))
        .isEqualTo(new ServerAddress("metrics.example", 9000));
    assertThat(ServerAddress.parse("[::1]:80")).isEqualTo(new ServerAddress("[::1]", 80));
    assertThat(ServerAddress.parse("h:1")).hasToString("h:1");
    assertThat(ServerAddress.parse("http://h:1/")).hasToString("h:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host", "host:", ":80", "host:x", "host:70000", "http://host", "https://h:1"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOST:PORT");
  }
}
