package io.nullscope.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void readsEveryOption() throws IOException {
    Options options = parse("--dir d --port 9092 --controller-port 9093 --exit-with-parent=42");

    assertThat(options.directory()).isEqualTo(Path.of("d"));
    assertThat(options.port()).isEqualTo(9092);
    assertThat(options.controllerPort()).isEqualTo(9093);
    assertThat(options.parentPid()).contains(42L);
  }

  @Test
  void looksUpFreePortsWhenNoneAreGiven() throws IOException {
    Options options = parse("--dir d --port 0");

    assertThat(options.port()).isPositive();
    assertThat(options.controllerPort()).isPositive();
    assertThat(options.parentPid()).isEmpty();
  }

  @Test
  void watchesItsParentWhenNoProcessIsNamed() throws IOException {
    assertThat(parse("--dir d --exit-with-parent").parentPid())
        .isEqualTo(ProcessHandle.current().parent().map(ProcessHandle::pid));
  }

  @ParameterizedTest
  @CsvSource({
    "'--port 1', --dir is missing",
    "'--dir', --dir needs a value",
    "'--dir d --port', --port needs a value",
    "'--dir d --port x', '\"x\" is not a port number'",
    "'--dir d --port 70000', 70000 is not a port number",
    "'--dir d --exit-with-parent=me', '\"me\" is not a process id'",
    "'--dir d extra', unknown argument extra"
  })
  void saysWhatIsWrong(String commandLine, String problem) {
    assertThatThrownBy(() -> parse(commandLine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("usage:");
  }

  private static Options parse(String commandLine) throws IOException {
    return Options.parse(commandLine.split(" "));
  }
}
