package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study from its file to its results, twice, and killed in every possible place. */
class StudyIT {

  private static final Duration STUDY = Duration.ofMinutes(6);

  @TempDir static Path folder;

  @Test
  void runsToItsEndAndASecondTimeWithoutWorkAndThroughKillsWithTheSameCells() throws Exception {
    MadeUpStudy study = MadeUpStudy.write(folder.resolve("study"));
    Path home = folder.resolve("home");

    Results first;
    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("first")))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output()).contains("sae/control/0/layers.1/0 done").contains("report.html");
      assertThat(run.descendants()).as("children that outlived the command").isEmpty();
      first = Results.read(folder.resolve("first"));
    }
    assertComplete(first, folder.resolve("first"));

    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("second")))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output()).contains("sae/control/0/layers.1/0 reused").doesNotContain(" done");
    }
    assertThat(Results.read(folder.resolve("second")).cellBytes()).isEqualTo(first.cellBytes());

    Results killed = runWithKills(study, folder.resolve("other-home"), folder.resolve("killed"));
    assertThat(killed.cellBytes()).isEqualTo(first.cellBytes());
  }

  /**
   * Each service is killed when it has just published its first result and works on the next; the
   * broker in between.
   */
  private static Results runWithKills(MadeUpStudy study, Path home, Path out) throws Exception {
    record Kill(String afterStep, String component) {}
    List<Kill> kills =
        List.of(
            new Kill(" variant/", "variant-service"),
            new Kill(" activations/", "activation-service"),
            new Kill(" sae/", "sae-trainer"),
            new Kill(" latents/", "autointerp-service"),
            new Kill(" reconstruction/", "metrics-service"),
            new Kill(" sae/rerandomized-excl-embeddings/", "kafka"),
            new Kill(" sae/step0/", "s3"));
    try (CommandLine run = CommandLine.start(home, study.run(out))) {
      for (Kill kill : kills) {
        run.awaitLine(kill.afterStep(), line -> line.contains(kill.afterStep()), STUDY);
        run.kill(kill.component());
      }
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      return Results.read(out);
    }
  }

  private static void assertComplete(Results results, Path out) {
    assertThat(results.state()).isEqualTo("COMPLETED");
    assertThat(results.root().path("cells")).hasSize(10);
    assertThat(results.root().path("failures")).isEmpty();
    assertThat(results.root().path("verdicts")).isNotEmpty();
    for (JsonNode cell : results.root().path("cells")) {
      assertThat(cell.path("metrics").size()).as(cell.toString()).isEqualTo(19);
      assertThat(cell.path("metrics").path("r2.global_centered.v1").path("value").asDouble())
          .isBetween(0.2, 1.0);
      assertThat(cell.path("counts").path("latentsScored").asInt()).isPositive();
    }
    assertThat(
            List.of("results.json", "cells.csv", "latents.csv", "report.html", "study.lock.yaml"))
        .allSatisfy(name -> assertThat(out.resolve(name)).isNotEmptyFile());
    assertThat(Files.exists(out)).isTrue();
  }
}
