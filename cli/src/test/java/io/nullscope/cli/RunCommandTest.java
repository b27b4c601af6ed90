package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grpc.Status;
import io.nullscope.cli.client.FakeServer;
import io.nullscope.cli.client.ResultFiles;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import io.nullscope.v1.Cell;
import io.nullscope.v1.CellCounts;
import io.nullscope.v1.LanguageModelUsage;
import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunCommandTest {
  @TempDir private Path directory;
  private final CapturedConsole console = new CapturedConsole();
  private FakeServer server;
  private Path study;
  private Path out;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.start();
    study = StudyFiles.write(directory, StudyFiles.VALID);
    out = directory.resolve("out");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void runsAStudyToItsFiles() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.verdicts.add(
        Verdict.newBuilder()
            .setMetric("r2.global_centered.v1")
            .setVariant("control")
            .setHookPoint("all")
            .setVerdict("TRAINED_BETTER")
            .setEffect(0.5)
            .build());
    server.onWatch =
        (number, stream) -> {
          stream.onNext(FakeServer.response(status("RUNNING", "PENDING")));
          stream.onNext(FakeServer.response(status("COMPLETED", "DONE")));
        };

    assertThat(run("--verbose")).isZero();

    assertThat(out).isDirectoryContaining("glob:**/results.json");
    assertThat(console.out())
        .contains("completed in 0:0")
        .contains("trained better +0.500")
        .contains(out.resolve("report.html").toString());
    assertThat(console.err())
        .contains("[1/1]")
        .contains("variant/trained/0 done")
        .contains("Wall time: ");
    // What was submitted is complete, with absolute paths.
    assertThat(server.submitted).hasSize(1);
    assertThat(StudySpecReader.read(server.submitted.get(0)).orThrow().model().source())
        .isEqualTo("file:" + Path.of("models/tiny").toAbsolutePath());
  }

  @Test
  void returnsThreeAndSaysWhatFailed() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.onWatch = (number, stream) -> stream.onNext(FakeServer.response(failed()));

    assertThat(run()).isEqualTo(3);

    assertThat(console.err())
        .contains("ended as FAILED")
        .contains("variant/trained/0  MODEL_NOT_FOUND: there is no config.json");
    assertThat(out).isDirectoryContaining("glob:**/results.json");
  }

  @Test
  void copesWithAFailedStudyWithoutFiles() {
    server.onWatch = (number, stream) -> stream.onNext(FakeServer.response(failed()));

    assertThat(run()).isEqualTo(3);
    assertThat(console.err()).contains("There are no result files");
  }

  @Test
  void returnsThreeWhenTheStudyWasCancelled() {
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("CANCELLED", "PENDING")));

    assertThat(run()).isEqualTo(3);
    assertThat(console.err()).contains("ended as CANCELLED");
  }

  @Test
  void returnsTwoWhenTheServerFindsTheStudyInvalid() {
    server.refusal = Status.INVALID_ARGUMENT.withDescription("sae.k: too large for this server");

    assertThat(run()).isEqualTo(2);
    assertThat(console.err()).contains("sae.k: too large for this server");
  }

  @Test
  void returnsOneWhenTheServerIsUnwilling() {
    server.refusal = Status.ALREADY_EXISTS.withDescription("taken");

    assertThat(run()).isEqualTo(1);
    assertThat(console.err()).contains("refused the study: taken");
  }

  @Test
  void overwritesNothingOfAnotherStudy() throws IOException {
    Files.createDirectories(out);
    Files.writeString(
        out.resolve("results.json"), "{\"schemaVersion\": 3, \"studyId\": \"other-1\"}");
    assertThat(run()).isEqualTo(2);
    assertThat(console.err())
        .contains(out + " holds the results of study other-1")
        .contains("name another folder with --out");

    Files.move(out.resolve("results.json"), out.resolve("cells.csv"));
    assertThat(run()).isEqualTo(2);
    assertThat(console.err()).contains(out + " holds a file cells.csv of unknown origin");
    assertThat(server.submitted).isEmpty();
  }

  @Test
  void replacesResultsOfTheSameStudyAndHasAFolderForEach() throws IOException {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("COMPLETED", "DONE")));
    StudySpec spec =
        SourcePaths.absolute(StudySpecReader.read(Files.readString(study)).orThrow(), Path.of(""));
    Files.createDirectories(out);
    Files.writeString(
        out.resolve("results.json"),
        "{\"schemaVersion\": 3, \"studyId\": \"%s\"}".formatted(StudyId.derive(spec)));

    assertThat(run()).isZero();
    assertThat(out.resolve("results.json")).hasContent("results.json");
    assertThat(ResultDirectory.of(Optional.empty(), "tiny-1").path())
        .isEqualTo(Path.of("nullscope-out/tiny-1").toAbsolutePath());
  }

  @Test
  void saysOnAFullDiskThatTheResultsAreKept() throws IOException {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("COMPLETED", "DONE")));
    Files.createDirectories(out);
    // Every write to this device says that there is no space left.
    Files.createSymbolicLink(out.resolve(".report.html.part"), Path.of("/dev/full"));

    assertThat(run()).isEqualTo(1);
    assertThat(console.err())
        .contains(
            "The results cannot be written to %s: No space left on device. They are kept: when that is mended, 'nullscope results %s' writes them."
                .formatted(out, FakeServer.STUDY_ID));
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void givesUpAtOnceWhereNoServerEverAnswered() {
    server.goAway();

    assertThat(run()).isEqualTo(1);
    assertThat(console.err())
        .contains("No Nullscope server answered at " + server.address())
        .contains("Connection refused")
        .doesNotContain("goes on");
  }

  @Test
  void saysWhatJudgesDidNotAnswer() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.cells.add(
        Cell.newBuilder()
            .setCounts(
                CellCounts.newBuilder()
                    .setUsage(
                        LanguageModelUsage.newBuilder().setRequests(200).putFailures("timeout", 3)))
            .build());
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("COMPLETED", "DONE")));

    assertThat(run()).isZero();
    assertThat(console.out())
        .contains("completed with failures in")
        .contains("3 of 200 requests to language models (1.5 %) got no answer of use: 3 timeout");
  }

  @Test
  void followsAStudyThatRunsAlready() {
    ResultFiles.NAMES.forEach(name -> server.files.put(name, name));
    server.joined = true;
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("COMPLETED", "DONE")));

    assertThat(run()).isZero();
    assertThat(console.err()).contains("it is running already; following it");
  }

  @Test
  void wantsAFolderForItsFiles() throws IOException {
    Files.writeString(out, "a file where a directory should be");

    assertThat(run()).isEqualTo(2);
    assertThat(console.err()).contains("--out: " + out + " is a file");
    assertThat(server.submitted).isEmpty();
  }

  @Test
  void returns130WhenInterrupted() throws Exception {
    assumeThat(ignoresInterrupts())
        .as("SIGINT is ignored by this process and its children")
        .isFalse();
    server.onWatch =
        (number, stream) -> stream.onNext(FakeServer.response(status("RUNNING", "DONE")));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Nullscope.class.getName(),
                "run",
                study.toString(),
                "--server",
                server.address().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.contains("variant/trained/0 done")) {
        line = output.readLine();
      }

      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

      assertThat(output.lines().toList())
          .anyMatch(last -> last.contains("The study goes on at " + server.address()));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Shells start background jobs that way, and it is inherited. */
  private static boolean ignoresInterrupts() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    String mask =
        status.stream().filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
    return (Long.parseUnsignedLong(mask.replaceAll("SigIgn:\\s*", ""), 16) & 2) != 0;
  }

  private int run(String... more) {
    String[] arguments = {
      "run", study.toString(), "--server", server.address().toString(), "--out", out.toString()
    };
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return console.run(all);
  }

  private static StudyStatus.Builder failed() {
    return status("FAILED", "FAILED")
        .addFailures(
            StepFailure.newBuilder()
                .setStepId("variant/trained/0")
                .setCode("MODEL_NOT_FOUND")
                .setMessage("there is no config.json"));
  }

  private static StudyStatus.Builder status(String state, String stepState) {
    return StudyStatus.newBuilder()
        .setState(state)
        .addSteps(StepStatus.newBuilder().setStepId("variant/trained/0").setState(stepState));
  }
}
