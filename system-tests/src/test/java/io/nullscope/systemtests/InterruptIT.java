package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of a study. */
class InterruptIT {

  @TempDir Path folder;

  @Test
  void stopsEverythingAtOnceAndGoesOnWhenCalledAgain() throws Exception {
    MadeUpStudy study = MadeUpStudy.write(folder.resolve("study"));
    Path home = folder.resolve("home");

    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("out")))) {
      run.awaitLine("a trained SAE", line -> line.contains(" sae/"), Duration.ofMinutes(3));
      List<ProcessHandle> children = run.descendants();
      run.interrupt();

      assertThat(run.awaitExit(Duration.ofSeconds(15))).as(run.output()).isEqualTo(130);
      assertThat(children).hasSizeGreaterThanOrEqualTo(7).noneMatch(ProcessHandle::isAlive);
      assertThat(folder.resolve("out").resolve("results.json")).doesNotExist();
    }

    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("out")))) {
      assertThat(run.awaitExit(Duration.ofMinutes(6))).as(run.output()).isZero();
      assertThat(run.output()).contains("variant/trained/0 reused");
    }
    assertThat(Results.read(folder.resolve("out")).state()).isEqualTo("COMPLETED");
  }
}
