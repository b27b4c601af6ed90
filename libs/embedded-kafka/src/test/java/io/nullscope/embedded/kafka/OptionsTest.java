package io.nullscope.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void readsEveryOption() throws IOException {
    assertThat(parse("--dir d --port 9092 --controller-port 9093"))
        .isEqualTo(new Options(9092, 9093, Path.of("d")));
  }

  @Test
  void looksUpFreePortsWhenNoneAreGiven() throws IOException {
    Options options = parse("--dir d --port 0");

    assertThat(options.port()).isPositive();
    assertThat(options.controllerPort()).isPositive().isNotEqualTo(options.port());
  }

  @Test
  void saysHowToCallIt() {
    assertThatThrownBy(() -> parse("--port 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--dir is missing; " + Options.USAGE);
  }

  private static Options parse(String commandLine) throws IOException {
    return Options.parse(commandLine.split(" "));
  }
}
