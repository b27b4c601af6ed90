package io.nullscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  @Test
  void readsOptions() {
    CommandLine options = parse("--port 9000 --dir d");

    assertThat(options.port("--port")).isEqualTo(9000);
    assertThat(options.path("--dir")).isEqualTo(Path.of("d"));
  }

  @Test
  void aPortThatIsNotGivenIsZero() {
    assertThat(parse("--dir d").port("--port")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'--port 1', --dir is missing",
    "'--dir', --dir needs a value",
    "'--dir d --port', --port needs a value",
    "'--dir d --port x', '\"x\" is not a port number'",
    "'--dir d --port -1', -1 is not a port number",
    "'--dir d --port 70000', 70000 is not a port number",
    "'--dir d extra', unknown argument extra",
    "'--prot 1', unknown argument --prot"
  })
  void saysWhatIsWrong(String commandLine, String problem) {
    assertThatThrownBy(
            () -> {
              CommandLine options = parse(commandLine);
              options.path("--dir");
              options.port("--port");
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem + "; usage: try again");
  }

  private static CommandLine parse(String commandLine) {
    return CommandLine.parse(commandLine.split(" "), Set.of("--dir", "--port"), "usage: try again");
  }
}
