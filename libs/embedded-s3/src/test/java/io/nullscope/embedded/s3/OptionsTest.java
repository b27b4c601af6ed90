package io.nullscope.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("NULLSCOPE_S3_ACCESS_KEY", "access", "NULLSCOPE_S3_SECRET_KEY", "secret");

  @Test
  void readsEveryOption() {
    Options options = parse("--dir d --port 9000 --exit-with-parent=42");

    assertThat(options.directory()).isEqualTo(Path.of("d"));
    assertThat(options.port()).isEqualTo(9000);
    assertThat(options.accessKey()).isEqualTo("access");
    assertThat(options.secretKey()).isEqualTo("secret");
    assertThat(options.parentPid()).contains(42L);
  }

  @Test
  void takesAFreePortAndWatchesNobodyUnlessTold() {
    Options options = parse("--dir d");

    assertThat(options.port()).isZero();
    assertThat(options.parentPid()).isEmpty();
  }

  @Test
  void watchesItsParentWhenNoProcessIsNamed() {
    assertThat(parse("--dir d --exit-with-parent").parentPid())
        .isEqualTo(ProcessHandle.current().parent().map(ProcessHandle::pid));
  }

  @ParameterizedTest
  @CsvSource({
    "'--port 1', --dir is missing",
    "'--dir', --dir needs a value",
    "'--dir d --port', --port needs a value",
    "'--dir d --port x', '\"x\" is not a port number'",
    "'--dir d --port -1', -1 is not a port number",
    "'--dir d --exit-with-parent=me', '\"me\" is not a process id'",
    "'--dir d extra', unknown argument extra"
  })
  void saysWhatIsWrong(String commandLine, String problem) {
    assertThatThrownBy(() -> parse(commandLine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("usage:");
  }

  @Test
  void asksForMissingCredentials() {
    Map<String, String> half = Map.of("NULLSCOPE_S3_ACCESS_KEY", "access");

    assertThatThrownBy(() -> Options.parse(new String[] {"--dir", "d"}, half))
        .hasMessageContaining("NULLSCOPE_S3_SECRET_KEY is not set");
  }

  private static Options parse(String commandLine) {
    return Options.parse(commandLine.split(" "), CREDENTIALS);
  }
}
