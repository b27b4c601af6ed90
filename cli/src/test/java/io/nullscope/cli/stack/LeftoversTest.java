package io.nullscope.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  @TempDir private Path directory;
  private Leftovers leftovers;
  private Process process;

  @BeforeEach
  void startProcess() throws IOException {
    leftovers = new Leftovers(directory.resolve("children"));
    process =
        new ProcessBuilder(
                FakePrograms.child(RunsUntilKilled.class, directory.resolve("log")).command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  @AfterEach
  void killProcess() {
    process.destroyForcibly();
  }

  @Test
  void endsWhatDoesNotEndByItself() throws Exception {
    leftovers.add(process.pid());

    assertThat(leftovers.awaitEnd(Duration.ofMillis(50))).isEqualTo(1);

    assertThat(process.isAlive()).isFalse();
    assertThat(leftovers.awaitEnd(Duration.ZERO)).isZero();
  }

  @Test
  void waitsForWhatIsEnding() throws Exception {
    leftovers.add(process.pid());
    process.destroyForcibly();

    assertThat(leftovers.awaitEnd(Duration.ofSeconds(30))).isZero();
  }

  @Test
  void leavesAProcessAloneThatOnlyHasTheSameId() throws Exception {
    Files.writeString(leftovers.file(), process.pid() + " 1234\nbroken line\n12");

    assertThat(leftovers.awaitEnd(Duration.ZERO)).isZero();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void forgetsOnDemand() throws Exception {
    leftovers.add(process.pid());
    leftovers.clear();

    assertThat(leftovers.awaitEnd(Duration.ZERO)).isZero();
    assertThat(process.isAlive()).isTrue();
  }
}
