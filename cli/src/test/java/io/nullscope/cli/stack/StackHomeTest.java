package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackHomeTest {
  @Test
  void isUnderTheHomeOfTheUserUnlessNamed() {
    Path usual = Path.of(System.getProperty("user.home"), ".nullscope");

    assertThat(StackHome.of(Map.of()).root()).isEqualTo(usual);
    assertThat(StackHome.of(Map.of("NULLSCOPE_HOME", " ")).root()).isEqualTo(usual);
    assertThat(StackHome.of(Map.of("NULLSCOPE_HOME", "some/../where")).root())
        .isEqualTo(Path.of("where").toAbsolutePath());
  }

  @Test
  void makesItsDirectories(@TempDir Path directory) {
    StackHome home = new StackHome(directory.resolve("new/home"));

    home.create();

    assertThat(home.kafka()).isDirectory();
    assertThat(home.s3()).isDirectory();
    assertThat(home.database()).isDirectory();
    assertThat(home.logs()).isDirectory();
  }

  @Test
  void saysWhatToDoWhenItCannotBeMade(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> new StackHome(file.resolve("home")).create())
        .isInstanceOf(StackException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("NULLSCOPE_HOME");
  }
}
