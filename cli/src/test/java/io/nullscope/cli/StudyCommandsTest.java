package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.nullscope.cli.client.FakeServer;
import io.nullscope.cli.client.ResultFiles;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.StudySummary;
import io.nullscope.v1.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about studies that are there. */
@Timeout(120)
class StudyCommandsTest {
  private static final String ID = FakeServer.STUDY_ID;

  @TempDir private Path directory;
  private final CapturedConsole console = new CapturedConsole();
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listsStudies() {
    assertThat(run("studies")).isZero();
    assertThat(console.out()).isEqualTo("No studies.\n");

    server.studies.add(
        StudySummary.newBuilder()
            .setStudyId(ID)
            .setName("fake")
            .setState("RUNNING")
            .setStepsDone(12)
            .setStepsTotal(36)
            .setStartedAt(Timestamp.newBuilder().setSeconds(1_700_000_000))
            .build());
    assertThat(run("studies")).isZero();
    assertThat(console.out())
        .contains("id ")
        .containsPattern(ID + " +RUNNING +12/36 +2023-11-1\\d \\d\\d:\\d\\d +fake");
  }

  @Test
  void showsAStudy() {
    server.status = status("RUNNING");
    assertThat(run("status", ID)).isZero();
    assertThat(console.out()).contains("Study " + ID + " (fake)").contains("RUNNING, started");
  }

  @Test
  void cancelsAStudy() {
    assertThat(run("cancel", ID)).isZero();
    assertThat(server.cancelled).containsExactly(ID);
    assertThat(console.out()).contains("is cancelled. Running it again goes on where it stopped.");
  }

  @Test
  void deletesAStudyThatHasEnded() {
    assertThat(run("delete", ID)).isZero();
    assertThat(console.out()).contains("Study " + ID + " is deleted.");

    server.refusal = Status.FAILED_PRECONDITION.withDescription("under way; cancel it first");
    assertThat(run("delete", ID)).isEqualTo(1);
    assertThat(console.err()).contains("does not delete the study: under way; cancel it first");
  }

  @Test
  void fetchesResultsAgain() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.status = status("COMPLETED");
    Path out = directory.resolve("out");
    for (int time = 0; time < 2; time++) {
      server.files.put("results.json", "{\"studyId\": \"" + ID + "\"}");
      assertThat(run("results", ID, "--out", out.toString())).isZero();
      assertThat(console.out()).contains(out.resolve("report.html").toString());
    }
    assertThat(run("results", "another", "--out", out.toString())).isEqualTo(2);
    assertThat(console.err()).contains("holds the results of study " + ID);
  }

  /** Results that were made before there was a verdicts.csv. */
  @Test
  void fetchesWhatResultsOfEarlierVersionsHave() throws IOException {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.files.put("results.json", "{\"studyId\": \"" + ID + "\"}");
    server.status = status("COMPLETED");
    Path out = directory.resolve("out");
    assertThat(run("results", ID, "--out", out.toString())).isZero();
    server.files.remove("verdicts.csv");

    assertThat(run("results", ID, "--out", out.toString())).isZero();

    assertThat(console.err()).contains("There is no verdicts.csv: the results are of an earlier");
    assertThat(out.resolve("report.html")).exists();
    assertThat(out.resolve("verdicts.csv")).doesNotExist();
  }

  @Test
  void makesVerdictsAgain() {
    server.verdicts.add(
        Verdict.newBuilder()
            .setMetric("a")
            .setSae("topk")
            .setVariant("control")
            .setRole("PRIMARY")
            .setHookPoint("all")
            .setVerdict("EQUIVALENT")
            .setSentence("Within 0.1.")
            .build());
    Path out = directory.resolve("out");

    String margin = "statistics.margins={a: 0.1}";
    assertThat(run("verdicts", ID, "--set", margin, "--out", out.toString())).isZero();

    assertThat(server.revisions).containsExactly(margin);
    assertThat(console.out())
        .contains("equivalent")
        .contains("Not as in the study: the margin of a is 0.1, in the study 0.02.")
        .contains(out.resolve("verdicts.csv").toString());
    assertThat(out.resolve("verdicts.csv")).hasContent("metric,sae\r\n");
    assertThat(out.resolve("study.lock.yaml")).hasContent("name: fake\n");
  }

  @Test
  void doesNotMixVerdictsWithTheResultsOfAStudy() throws IOException {
    Files.writeString(directory.resolve("results.json"), "{}");
    assertThat(run("verdicts", ID, "--out", directory.toString())).isEqualTo(2);
    assertThat(console.err()).contains("holds the results of a study");
    assertThat(server.revisions).isEmpty();
  }

  @Test
  void saysWhyVerdictsCannotBeMadeUnderASetting() {
    server.refusal = Status.INVALID_ARGUMENT.withDescription("sae.k: only statistics");
    Path out = directory.resolve("out");
    assertThat(run("verdicts", ID, "--set", "sae.k=3", "--out", out.toString())).isEqualTo(2);
    assertThat(console.err()).contains("sae.k: only statistics");
    assertThat(out).doesNotExist();
  }

  @Test
  void saysThatThereAreNoResultsYet() {
    server.status = status("RUNNING");
    assertThat(run("results", ID, "--out", directory.resolve("out").toString())).isEqualTo(1);
    assertThat(console.err()).contains("Study " + ID + " has no results: it is RUNNING.");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void followsAStudyToItsEnd() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.status = status("RUNNING");
    server.onWatch =
        (number, stream) -> {
          stream.onNext(FakeServer.state("RUNNING"));
          stream.onNext(FakeServer.state("COMPLETED"));
        };
    Path out = directory.resolve("out");

    assertThat(run("attach", ID, "--out", out.toString())).isZero();
    assertThat(out.resolve("results.json")).exists();
    assertThat(server.submitted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "results", "attach"})
  void doesNotKnowEveryStudy(String command) {
    assertThat(run(command, "nobody")).isEqualTo(2);
    assertThat(console.err())
        .contains("There is no study 'nobody' at " + server.address())
        .contains("'nullscope studies' lists");
  }

  private int run(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server";
    // The address of the web page is as good.
    all[arguments.length + 1] = "http://" + server.address() + "/";
    return console.run(all);
  }

  private static StudyStatus status(String state) {
    return StudyStatus.newBuilder()
        .setStudyId(ID)
        .setName("fake")
        .setState(state)
        .setAttempt(1)
        .build();
  }
}
