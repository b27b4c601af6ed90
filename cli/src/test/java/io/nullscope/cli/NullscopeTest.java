package io.nullscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NullscopeTest {
  @TempDir private Path directory;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void printsHelpThatNamesCommandsAndExitCodes() {
    assertThat(console.run("--help")).isZero();
    assertThat(console.out())
        .contains(
            "demo ", "run ", "serve ", "validate ", "plan ", "demo-model ", "130", "NULLSCOPE_HOME")
        .contains("studies ", "status ", "attach ", "cancel ", "results ", "delete ")
        .doesNotContain("doctor", "import", "export");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "serve",
        "studies",
        "status",
        "attach",
        "cancel",
        "results",
        "delete",
        "validate",
        "plan"
      })
  void printsHelpOfEachCommandOnTerminalsOfAnyWidth(String command) {
    assertThat(console.run(command, "--help")).isZero();
    assertThat(console.out()).contains("Usage: nullscope " + command);
    for (int columns : List.of(40, 60, 80)) {
      assertThat(console.runOnTerminal(columns, command, "--help")).isZero();
      assertThat(console.out().lines()).allMatch(line -> line.length() <= columns);
    }
  }

  @Test
  void printsItsVersion() {
    assertThat(console.run("--version")).isZero();
    assertThat(console.out()).startsWith("nullscope ").contains("Java ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|A command is missing",
        "doctor|doctor",
        "demo --nope|--nope",
        "run|STUDY.yaml",
        "validate|STUDY.yaml",
        "run x.yaml --nope|--nope",
        "run x.yaml --server here|'here' is not HOST:PORT",
        "run x.yaml --server https://h:1|speaks without TLS; give HOST:PORT",
        "status|ID",
        "results x --out|--out",
        "serve --web-port x|--web-port"
      })
  void refusesAWrongCommandLineWithTwo(String line, String problem) {
    assertThat(console.run(line == null ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(console.err()).contains(problem).contains("--help'");
  }

  @Test
  void validatesAStudy() throws IOException {
    Path file = StudyFiles.write(directory, StudyFiles.VALID);

    assertThat(console.run("validate", file.toString(), "--server", "elsewhere:80")).isZero();
    assertThat(console.out())
        .startsWith("valid: two-words-")
        .contains("Note: control: one draw, so verdicts will be UNREPLICATED");
    assertThat(
            console.run(
                "validate",
                file.toString(),
                "--set",
                "model.source=file:" + StudyFiles.model(directory.resolve("model")),
                "--set",
                "corpus.source=file:" + StudyFiles.text(directory.resolve("text.jsonl"), 16_000)))
        .isZero();
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "plan", "run"})
  void reportsEveryErrorOfAStudyAtOnceAndStartsNothing(String command) throws IOException {
    Path file = StudyFiles.write(directory, StudyFiles.INVALID);

    assertThat(console.run(command, file.toString(), "--set", "sae.size=3")).isEqualTo(2);
    assertThat(console.err())
        .contains(file + " is invalid, 4 errors:")
        .contains("line 3: corpus.trainTokens")
        .contains("line 5: sae.k")
        .contains("line 6: colour")
        .contains("sae.size")
        .doesNotContain("Starting");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void aStudyMayLeaveItsSourcesToBeSet() throws IOException {
    Path file =
        StudyFiles.write(
            directory,
            StudyFiles.VALID
                .replace("file:models/tiny", "${file:DIR}")
                .replace("file:/data/text.jsonl", "${file:FILE}"));

    assertThat(console.run("validate", file.toString())).isZero();
    assertThat(console.out())
        .contains("line 2: model.source: is left to be set; add --set model.source=file:DIR")
        .contains("line 3: corpus.source: is left to be set; add --set corpus.source=file:FILE");

    assertThat(console.run("run", file.toString())).isEqualTo(2);
    assertThat(console.err())
        .contains("is not complete")
        .contains("add --set model.source=file:DIR")
        .doesNotContain("Starting");
    assertThat(console.run("validate", file.toString(), "--set", "sae.k=0")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"judges", "nulls", "random-saes", "saes", "tinystories"})
  void theExamplesAreValid(String name) {
    assertThat(console.run("validate", "../examples/" + name + ".yaml")).isZero();
    assertThat(console.err()).isEmpty();
  }

  @Test
  void setsFields() throws IOException {
    Path file = StudyFiles.write(directory, StudyFiles.INVALID.replace("colour: blue\n", ""));

    assertThat(
            console.run(
                "validate",
                file.toString(),
                "--server",
                "elsewhere:80",
                "--set",
                "sae.k=8",
                "--set",
                "corpus.trainTokens=1M"))
        .isZero();
  }

  @Test
  void saysThatAFileIsMissingOrNotText() throws IOException {
    assertThat(console.run("run", "missing.yaml")).isEqualTo(2);
    assertThat(console.err()).contains("missing.yaml does not exist");

    assertThat(console.run("run", directory.toString())).isEqualTo(2);
    assertThat(console.err()).contains(directory + " is a folder; name the study file in it.");

    Path file = directory.resolve("study.yaml");
    Files.write(file, "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(console.run("validate", file.toString())).isEqualTo(2);
    assertThat(console.err()).contains("not UTF-8");
  }

  @Test
  void plansAStudy() throws IOException {
    String[] plan = {
      "plan",
      StudyFiles.write(directory, StudyFiles.VALID).toString(),
      "--set",
      "model.source=file:" + StudyFiles.model(directory.resolve("model")),
      "--set",
      "corpus.source=file:" + StudyFiles.text(directory.resolve("text.jsonl"), 16_000)
    };

    assertThat(console.run(plan)).isZero();
    assertThat(console.out())
        .containsPattern("activations \\(2\\) +920 k +\\S+ G +\\d+ MB")
        .containsPattern("verdicts +0 +\\S+ [MG]")
        .contains("total (20 steps)")
        .containsPattern("Rough wall time on this machine: .+, of which .+ to start")
        .contains("price 0")
        .doesNotContain("activations/control/0");

    for (int columns : List.of(40, 60)) {
      assertThat(console.runOnTerminal(columns, plan)).isZero();
      assertThat(console.out().lines()).allMatch(line -> line.length() <= columns);
    }

    String[] all = Arrays.copyOf(plan, plan.length + 1);
    all[plan.length] = "--all";
    assertThat(console.run(all)).isZero();
    assertThat(console.out())
        .containsPattern("activations/control/0 +460 k +\\S+ G +\\d+ MB")
        .contains("total (20 steps)");
  }

  @Test
  void saysWhyAStudyCannotBePlanned() throws IOException {
    Path file = StudyFiles.write(directory, StudyFiles.VALID);

    assertThat(console.run("plan", file.toString())).isEqualTo(2);
    assertThat(console.err())
        .contains("2 errors")
        .contains("line 2: model.source: " + Path.of("models/tiny").toAbsolutePath())
        .contains("hf:models/tiny")
        .contains("line 3: corpus.source: /data/text.jsonl does not exist");

    assertThat(console.run("plan", file.toString(), "--set", "model.source=s3:bucket/model"))
        .isEqualTo(2);
    assertThat(console.err()).contains("not available in this version");
  }
}
