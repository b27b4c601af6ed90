package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study from its file to its results, twice, and killed in every possible place. */
class StudyIT {

  private static final Duration STUDY = Duration.ofMinutes(6);

  @TempDir static Path folder;

  @Test
  void runsToItsEndAndASecondTimeWithoutWorkAndAfterGcAndThroughKillsAndCtrlCWithTheSameCells()
      throws Exception {
    MadeUpStudy study = MadeUpStudy.write(folder.resolve("study"));
    Path home = folder.resolve("home");

    Results first;
    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("first")))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output())
          .contains("sae/control/0/layers.1/topk/0 done")
          .contains("report.html");
      assertThat(run.descendants()).as("children that outlived the command").isEmpty();
      first = Results.read(folder.resolve("first"));
    }
    assertComplete(first, folder.resolve("first"));

    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("second")))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output())
          .contains("sae/control/0/layers.1/topk/0 reused")
          .doesNotContain(" done");
    }
    assertThat(Results.read(folder.resolve("second")).cellBytes()).isEqualTo(first.cellBytes());

    try (CommandLine gc = CommandLine.start(home, "gc", "--delete")) {
      assertThat(gc.awaitExit(STUDY)).as(gc.output()).isZero();
      assertThat(gc.output()).contains("removed from " + home);
    }
    try (CommandLine run = CommandLine.start(home, study.run(folder.resolve("swept")))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output())
          .contains("activations/control/0 done")
          .contains("sae/control/0/layers.1/topk/0 reused")
          .contains("latents/control/0/layers.1/topk/0 reused");
    }
    assertThat(Results.read(folder.resolve("swept")).cellBytes()).isEqualTo(first.cellBytes());

    Results killed =
        runWithKillsAndCtrlC(study, folder.resolve("other-home"), folder.resolve("killed"));
    assertThat(killed.cellBytes()).isEqualTo(first.cellBytes());
  }

  /**
   * Each service is killed in the middle of a step, when it has ended another one before; the
   * broker and the store in between. Then Ctrl-C, and the command once more.
   */
  private static Results runWithKillsAndCtrlC(MadeUpStudy study, Path home, Path out)
      throws Exception {
    Map<String, String> interrupted = new LinkedHashMap<>();
    try (CommandLine run = CommandLine.start(home, study.run(out))) {
      for (String service :
          List.of(
              "variant-service",
              "activation-service",
              "sae-trainer",
              "autointerp-service",
              "metrics-service")) {
        interrupted.put(service, run.killAtWork(service, STUDY));
      }
      awaitStep(run, " sae/rerandomized-incl-embeddings/");
      run.kill("kafka");
      awaitStep(run, " sae/step0/");
      run.kill("s3");
      awaitStep(run, " sae/control/");
      List<ProcessHandle> children = run.descendants();
      run.interrupt();

      assertThat(run.awaitExit(Duration.ofSeconds(15))).as(run.output()).isEqualTo(130);
      assertThat(children).hasSizeGreaterThanOrEqualTo(7).noneMatch(ProcessHandle::isAlive);
      assertThat(out.resolve("results.json")).doesNotExist();
    }

    try (CommandLine run = CommandLine.start(home, study.run(out))) {
      assertThat(run.awaitExit(STUDY)).as(run.output()).isZero();
      assertThat(run.output()).contains("variant/trained/0 reused");
    }
    for (Map.Entry<String, String> kill : interrupted.entrySet()) {
      StepLog log = StepLog.readBothRuns(home, kill.getKey());
      assertThat(log.started())
          .as("steps that %s started, killed in %s", kill.getKey(), kill.getValue())
          .satisfies(
              steps ->
                  assertThat(Collections.frequency(steps, kill.getValue()))
                      .isGreaterThanOrEqualTo(2));
      assertThat(log.ended()).contains(kill.getValue());
    }
    return Results.read(out);
  }

  private static void awaitStep(CommandLine run, String step) throws Exception {
    run.awaitLine(step, line -> line.contains(step), STUDY);
  }

  private static void assertComplete(Results results, Path out) {
    assertThat(results.state()).isEqualTo("COMPLETED");
    assertThat(results.root().path("cells")).hasSize(8);
    assertThat(results.root().path("failures")).isEmpty();
    assertThat(results.root().path("verdicts")).isNotEmpty();
    for (JsonNode cell : results.root().path("cells")) {
      assertThat(cell.path("metrics").size()).as(cell.toString()).isEqualTo(33);
      assertThat(cell.path("metrics").path("r2.global_centered.v1").path("value").asDouble())
          .isBetween(0.2, 1.0);
      assertThat(cell.path("counts").path("latentsScored").asInt()).isPositive();
      JsonNode evaluation = cell.path("positions").path("evaluation");
      long leftOut = 0;
      for (JsonNode reason : evaluation.path("leftOut")) {
        leftOut += reason.asLong();
      }
      assertThat(leftOut).as(cell.toString()).isPositive();
      assertThat(cell.path("metrics").path("l0.mean.v1").path("n").asLong())
          .isEqualTo(evaluation.path("all").asLong() - leftOut);
    }
    assertThat(
            List.of(
                "results.json",
                "cells.csv",
                "latents.csv",
                "verdicts.csv",
                "report.html",
                "study.lock.yaml"))
        .allSatisfy(name -> assertThat(out.resolve(name)).isNotEmptyFile());
    assertThat(Files.exists(out)).isTrue();
  }
}
