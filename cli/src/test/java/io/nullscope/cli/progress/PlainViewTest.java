package io.nullscope.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainViewTest {
  private final List<String> lines = new ArrayList<>();
  private final ProgressView view = ProgressView.plain(lines::add);

  @Test
  void printsOneLineForEachStepThatEnds() {
    view.update(
        Statuses.of("variant/trained/0", "DONE", "activations/trained/0", "PENDING"),
        Duration.ofSeconds(3));
    view.tick(Duration.ofSeconds(50));
    view.update(
        Statuses.of("variant/trained/0", "DONE", "activations/trained/0", "REUSED"),
        Duration.ofSeconds(61));
    view.update(
        Statuses.of("variant/trained/0", "DONE", "activations/trained/0", "REUSED"),
        Duration.ofSeconds(62));
    view.end();

    assertThat(lines)
        .containsExactly(
            "[1/2] 0:03 variant/trained/0 done",
            "      1:01 activations/trained/0 reused",
            "All steps have ended; comparing the variants and writing the report ...");
  }

  @Test
  void saysWhatFailedAndWhatThatBlocked() {
    StudyStatus status =
        Statuses.withFailure(
            Statuses.of(
                "variant/trained/0", "FAILED", "activations/trained/0", "BLOCKED", "x/y", "ODD"),
            "variant/trained/0",
            "MODEL_NOT_FOUND",
            "there is no config.json in /models/x");

    view.update(status, Duration.ZERO);
    view.notice("kafka ended");

    assertThat(lines)
        .containsExactly(
            "[1/3] 0:00 variant/trained/0 FAILED (MODEL_NOT_FOUND): there is no config.json in"
                + " /models/x",
            "[2/3] 0:00 activations/trained/0 not run: a step that it needs has failed",
            "[3/3] 0:00 x/y odd",
            "All steps have ended; comparing the variants and writing the report ...",
            "kafka ended");
  }

  @Test
  void saysOnceAMinuteWhatRunsAndHowFarItIs() {
    String step = "sae/trained/0/layers.0/topk/0";
    StudyStatus pending =
        Statuses.of("activations/trained/0", "DONE", step, "PENDING", "variant/step0/0", "PENDING");
    view.update(Statuses.withProgress(pending, step, 1_000), Duration.ofSeconds(10));
    view.tick(Duration.ofSeconds(59));
    assertThat(lines).hasSize(1);

    view.update(Statuses.withProgress(pending, step, 2_000), Duration.ofSeconds(60));
    for (int second = 60; second < 180; second++) {
      view.tick(Duration.ofSeconds(second));
    }

    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "1:00 " + step + ": 2,000 of 9,000 training steps, about 6 min left",
            "2:00 " + step + ": 2,000 of 9,000 training steps, about 6 min left",
            "2:00 variant/step0/0: running, or waiting its turn");
  }

  @Test
  void alignsNumbers() {
    assertThat(PlainView.line("variant/trained/0", "DONE", 3, 120, Duration.ZERO, null))
        .startsWith("[  3/120]");
  }
}
