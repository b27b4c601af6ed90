package io.nullscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.nullscope.cli.progress.WrappedText;
import io.nullscope.v1.Headline;
import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.VariantKey;
import io.nullscope.v1.Verdict;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
  @Test
  void tablesAlignWordsLeftAndNumbersRight() {
    TextTable table = new TextTable(1, List.of("step", "tokens"));
    table.row(List.of("variant", "0"));
    table.row(List.of("a", "460 k"));

    assertThat(table.render()).isEqualTo("step     tokens\nvariant       0\na         460 k");
    assertThatThrownBy(() -> table.row(List.of("x"))).hasMessageContaining("1 cells");
  }

  @Test
  void tablesThatDoNotFitBecomeParagraphs() {
    TextTable table = new TextTable(3, List.of("trained against", "step0", "control"));
    table.row(List.of("fuzzing", "equivalent -0.012", "1/2 separates, 1/2 inconclusive"));

    assertThat(table.render(80)).isEqualTo(table.render());
    assertThat(table.render(40))
        .isEqualTo(
            """
            fuzzing
              step0    equivalent -0.012
              control  1/2 separates, 1/2
                inconclusive""");
  }

  @Test
  void linesAreBrokenBetweenWordsOnATerminalOnly() {
    String text = "one two three four\n  deeper words go on deeper\n\n/a/path/that/is/kept/whole x";

    assertThat(WrappedText.of(text, 0)).isEqualTo(text);
    assertThat(WrappedText.of(text, 14))
        .isEqualTo(
            """
            one two three
            four
              deeper words
                go on
                deeper

            /a/path/that/is/kept/whole
            x""");
  }

  @Test
  void aStudyIsShownWithItsStepsByKind() {
    StudyStatus study =
        StudyStatus.newBuilder()
            .setStudyId("tiny-0123456789ab")
            .setName("tiny")
            .setState("RUNNING")
            .setAttempt(2)
            .setStartedAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .addSteps(StepStatus.newBuilder().setStep("variant").setState("REUSED"))
            .addSteps(StepStatus.newBuilder().setStep("variant").setState("DONE"))
            .addSteps(StepStatus.newBuilder().setStep("activations").setState("PENDING"))
            .build();

    assertThat(StatusReport.render(study, ZoneOffset.UTC, 0))
        .isEqualTo(
            """
            Study tiny-0123456789ab (tiny)
            RUNNING, started 2023-11-14 22:13, attempt 2

            steps        all  done  reused  pending  failed  blocked
            variant        2     1       1        0       0        0
            activations    1     0       0        1       0        0""");
  }

  @Test
  void aNoticeIsSaidOnceForAllItsVariants() {
    StudyStatus study =
        StudyStatus.newBuilder()
            .addSteps(noticed("trained", 0, "no start token", "a strange field"))
            .addSteps(noticed("control", 1, "no start token"))
            .build();

    assertThat(NoticeList.render(study))
        .isEqualTo(
            """
            Notices:
              no start token (trained/0, control/1)
              a strange field (trained/0)""");
    assertThat(StatusReport.render(study, ZoneOffset.UTC, 0)).contains("\n\nNotices:\n  no start");
    assertThat(NoticeList.render(StudyStatus.getDefaultInstance())).isEmpty();
  }

  private static StepStatus noticed(String kind, long seed, String... notices) {
    return StepStatus.newBuilder()
        .setVariant(VariantKey.newBuilder().setKind(kind).setSeed(seed))
        .addAllNotices(List.of(notices))
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.00 k",
    "12345, 12.3 k",
    "999499, 999 k",
    "999500, 1.00 M",
    "2.87e9, 2.87 G",
    "5e21, 5000 E"
  })
  void quantitiesHaveThreeDigits(double value, String text) {
    assertThat(Quantity.of(value)).isEqualTo(text);
  }

  @Test
  void bytesHaveAUnit() {
    assertThat(Quantity.bytes(0)).isEqualTo("0 B");
    assertThat(Quantity.bytes(1_500)).isEqualTo("1.50 kB");
  }

  @Test
  void theHeadlineGoesBeforeTheTableAndSentencesAfterIt() {
    String table =
        VerdictTable.render(
            List.of(Headline.newBuilder().setSae("topk").setSentence("Of 1 scores, …").build()),
            List.of(
                verdict("fuzzing", "step0", "layers.0", "TRAINED_BETTER", 0.5),
                verdict("fuzzing", "step0", "all", "EQUIVALENT", -0.0123),
                verdict("fuzzing", "control", "all", "EQUIVALENT", 0.01),
                verdict("entropy", "step0", "slope", "NULL_BETTER", -0.25),
                verdict("cosine", "step0", "all", "NOT_TESTED", 0.1).toBuilder()
                    .setRole("SECONDARY")
                    .build(),
                verdict("r2", "step0", "all", "NOT_COMPARABLE", Double.NaN)),
            0);

    assertThat(table)
        .isEqualTo(
            """
            Of 1 scores, …

            trained against            step0               control
            fuzzing                    equivalent -0.012   equivalent +0.010
            entropy, trend over depth  null better -0.250  -
            r2                         not comparable      -

            fuzzing, step0, control: It is EQUIVALENT.
            entropy, trend over depth, step0: It is NULL_BETTER.
            r2, step0: It is NOT_COMPARABLE.""");
  }

  @Test
  void severalConfigurationsHaveATableEachAndSaeNullsOneOfTheirOwn() {
    String table =
        VerdictTable.render(
            List.of(),
            List.of(
                verdict("r2", "step0", "all", "TRAINED_HIGHER", 0.25).toBuilder()
                    .setSae("a")
                    .build(),
                verdict("r2", "step0", "all", "EQUIVALENT", 0).toBuilder().setSae("b").build(),
                verdict("r2", "trained", "all", "TRAINED_HIGHER", 0.4).toBuilder()
                    .setSae("a")
                    .setNullSae("random")
                    .build()),
            0);

    assertThat(table)
        .isEqualTo(
            """
            SAE configuration a
            trained against  step0
            r2               trained higher +0.250

            r2, step0: It is TRAINED_HIGHER.

            SAE configuration b
            trained against  step0
            r2               equivalent +0.000

            r2, step0: It is EQUIVALENT.

            SAE nulls, on the trained model: SAEs that were trained against SAEs with a frozen random part
            trained SAE against null  a vs random
            r2                        trained higher +0.400
            A metric on which the two are equivalent does not see that the frozen part was not trained.

            r2, a vs random: It is TRAINED_HIGHER.""");
  }

  @Test
  void noVerdictsAreExplained() {
    assertThat(VerdictTable.render(List.of(), List.of(), 0)).contains("no null");
  }

  @Test
  void failuresNameStepCodeAndMessage() {
    StudyStatus status =
        StudyStatus.newBuilder()
            .addFailures(
                StepFailure.newBuilder()
                    .setStepId("variant/trained/0")
                    .setCode("GONE")
                    .setMessage("no model"))
            .addSteps(StepStatus.newBuilder().setState("BLOCKED"))
            .addSteps(StepStatus.newBuilder().setState("BLOCKED"))
            .build();

    assertThat(FailureList.render(status))
        .isEqualTo(
            "  variant/trained/0  GONE: no model\n  2 more steps could not run because of these.");
  }

  private static Verdict verdict(
      String metric, String variant, String hookPoint, String verdict, double effect) {
    return Verdict.newBuilder()
        .setMetric(metric)
        .setVariant(variant)
        .setHookPoint(hookPoint)
        .setVerdict(verdict)
        .setEffect(effect)
        .setSentence("It is " + verdict + ".")
        .build();
  }
}
