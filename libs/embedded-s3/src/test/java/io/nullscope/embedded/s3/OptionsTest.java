package io.nullscope.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private static final Map<String, String> CREDENTIALS =
      Map.of("NULLSCOPE_S3_ACCESS_KEY", "access", "NULLSCOPE_S3_SECRET_KEY", "secret");

  @Test
  void readsEveryOption() throws IOException {
    assertThat(parse("--dir d --port 9000"))
        .isEqualTo(new Options(9000, Path.of("d"), "access", "secret"));
  }

  @Test
  void takesAFreePortUnlessTold() throws IOException {
    assertThat(parse("--dir d").port()).isPositive();
  }

  @Test
  void saysHowToCallIt() {
    assertThatThrownBy(() -> parse("--port 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--dir is missing; " + Options.USAGE);
  }

  @Test
  void asksForMissingCredentials() {
    Map<String, String> half = Map.of("NULLSCOPE_S3_ACCESS_KEY", "access");

    assertThatThrownBy(() -> Options.parse(new String[] {"--dir", "d"}, half))
        .hasMessageContaining("NULLSCOPE_S3_SECRET_KEY is not set");
  }

  private static Options parse(String commandLine) throws IOException {
    return Options.parse(commandLine.split(" "), CREDENTIALS);
  }
}
