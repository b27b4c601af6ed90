package io.nullscope.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.v1.StudyStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalViewTest {
  private static final String ERASE = "\r\u001b[2A\u001b[J";

  private final StringBuilder screen = new StringBuilder();
  private final ProgressView view = ProgressView.terminal(screen::append, 100);

  @Test
  void showsABarNumbersAndWhatRuns() {
    Tally tally =
        Tally.of(
            Statuses.of(
                "variant/trained/0", "DONE",
                "activations/trained/0", "DONE",
                "sae/trained/0/layers.0/topk/0", "PENDING",
                "sae/trained/0/layers.1/topk/0", "PENDING"));

    assertThat(
            TerminalFrame.of(
                tally,
                new StepPaces(),
                Duration.ofSeconds(84),
                Optional.of(Duration.ofSeconds(70)),
                100))
        .containsExactly(
            "[############------------]  2/4 steps, 1:24 elapsed, about 1 min left",
            "  sae trained/0/layers.0/topk/0 (+1)");
  }

  @Test
  void saysHowFarALongStepIs() {
    StudyStatus status =
        Statuses.withProgress(
            Statuses.of("sae/a/0/layers.0/topk/0", "PENDING", "sae/a/0/layers.1/topk/0", "PENDING"),
            "sae/a/0/layers.1/topk/0",
            3_200);
    view.update(status, Duration.ZERO);

    assertThat(screen).endsWith("  sae a/0/layers.1/topk/0: 3,200 of 9,000 training steps (+1)\n");
  }

  @Test
  void isHonestAboutWhatItDoesNotKnow() {
    assertThat(
            TerminalFrame.of(
                Tally.of(StudyStatus.getDefaultInstance()),
                new StepPaces(),
                Duration.ZERO,
                Optional.empty(),
                100))
        .containsExactly(
            "[------------------------]  waiting for the first step, 0:00 elapsed, time left not"
                + " known yet",
            "  ");
  }

  @Test
  void saysWhatComesAfterTheLastStep() {
    Tally tally = Tally.of(Statuses.of("variant/trained/0", "DONE"));

    assertThat(
            TerminalFrame.of(
                    tally, new StepPaces(), Duration.ofSeconds(5), Optional.of(Duration.ZERO), 100)
                .get(0))
        .isEqualTo(
            "[########################]  1/1 steps, 0:05 elapsed, comparing the variants and"
                + " writing the report");
  }

  @Test
  void countsFailures() {
    Tally tally = Tally.of(Statuses.of("variant/trained/0", "FAILED", "variant/step0/0", "DONE"));

    assertThat(
            TerminalFrame.of(tally, new StepPaces(), Duration.ZERO, Optional.empty(), 100).get(0))
        .contains("2/2 steps (1 failed)");
  }

  @Test
  void staysWithinTheTerminalWithWholeBars() {
    Tally tally =
        Tally.of(
            Statuses.of(
                "variant/trained/0", "DONE",
                "sae/rerandomized-incl-embeddings/0/layers.0/topk/0", "PENDING"));
    Optional<Duration> left = Optional.of(Duration.ofMinutes(12));
    Duration elapsed = Duration.ofMinutes(65);

    for (int columns = 10; columns < 120; columns++) {
      int most = columns;
      assertThat(TerminalFrame.of(tally, new StepPaces(), elapsed, left, columns))
          .allMatch(line -> line.length() <= most);
    }
    assertThat(TerminalFrame.of(tally, new StepPaces(), elapsed, left, 59).get(0))
        .isEqualTo("[############------------]  1/2 steps, 1:05:00, 12 min left");
    assertThat(TerminalFrame.of(tally, new StepPaces(), elapsed, left, 45).get(0))
        .isEqualTo("[#####-----] 1/2 steps, 1:05:00, 12 min left");
    assertThat(TerminalFrame.of(tally, new StepPaces(), elapsed, left, 39).get(0))
        .isEqualTo("1/2 steps, 1:05:00, 12 min left");
    assertThat(TerminalFrame.of(tally, new StepPaces(), elapsed, left, 39).get(1))
        .isEqualTo("  sae rerandomized-incl-embeddings/0...");
  }

  @Test
  void aResumedStudyCountsItsOwnSteps() {
    Tally tally =
        Tally.of(
            Statuses.of(
                "variant/trained/0", "REUSED",
                "variant/control/0", "REUSED",
                "activations/trained/0", "DONE",
                "activations/control/0", "PENDING"));

    assertThat(
            TerminalFrame.of(tally, new StepPaces(), Duration.ZERO, Optional.empty(), 100).get(0))
        .isEqualTo(
            "[############------------]  1/2 steps, 2 reused, 0:00 elapsed, time left not known yet");
  }

  @Test
  void drawsOverItself() {
    StudyStatus status = Statuses.of("variant/trained/0", "PENDING");
    view.update(status, Duration.ZERO);
    view.tick(Duration.ofSeconds(1));
    view.end();

    assertThat(screen.toString().split("\\Q" + ERASE + "\\E", -1))
        .hasSize(3)
        .satisfies(
            frames -> {
              assertThat(frames[0]).contains("0:00 elapsed");
              assertThat(frames[1]).contains("0:01 elapsed").endsWith("variant trained/0\n");
              assertThat(frames[2]).isEmpty();
            });
  }

  @Test
  void keepsFailuresAndNoticesAboveTheBar() {
    StudyStatus failed =
        Statuses.withFailure(
            Statuses.of("variant/trained/0", "FAILED"), "variant/trained/0", "GONE", "no model");
    view.update(failed, Duration.ZERO);
    view.update(failed, Duration.ZERO);
    view.notice("kafka ended and was started again.");

    assertThat(screen)
        .containsOnlyOnce("variant/trained/0 FAILED (GONE): no model\n")
        .endsWith(ERASE + "kafka ended and was started again.\n");
  }
}
