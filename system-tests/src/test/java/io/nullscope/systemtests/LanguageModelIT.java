package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nullscope.testing.ScriptedLanguageModel;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import io.nullscope.testing.ScriptedLanguageModel.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A language model explains and judges; it is not reliable, and neither is the service. */
class LanguageModelIT {
  private static final List<String> FAILURES =
      List.of(
          "wrong-count",
          "not-parsed",
          "refused",
          "server-error",
          "rate-limited",
          "no-answer",
          "connection");

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  static final String KEY = "sk-system-test-0d4f";
  private static final String HOSTILE = "</script><script>alert(1)</script>";

  @TempDir static Path folder;

  private static MadeUpStudy study;

  @BeforeAll
  static void writeStudy() throws IOException {
    study = MadeUpStudy.write(folder);
  }

  @Test
  void aStudyEndsWhateverTheLanguageModelAnswersAndTheServiceIsKilled() throws Exception {
    Path home = folder.resolve("home");
    Path out = folder.resolve("out");
    try (ScriptedLanguageModel model =
            ScriptedLanguageModel.start(Duration.ofMillis(3), LanguageModelIT::answer);
        CommandLine run =
            CommandLine.start(
                home, Map.of("JUDGE_API_KEY", KEY), study.run(out, options(model.baseUrl())))) {

      run.killAtWork("autointerp-service", TIMEOUT);

      assertThat(run.awaitExit(TIMEOUT)).as(run.output()).isZero();
      assertThat(run.output())
          .doesNotContain(KEY)
          .contains("completed with failures")
          .contains("got no answer of use");
      // What was under way, and replies that the kill kept from being written, are asked again; so
      // is
      // what failed and may still be answered.
      List<String> answerable =
          model.seen().stream()
              .filter(request -> answer(request) instanceof Reply.Text)
              .map(Request::body)
              .toList();
      assertThat(answerable.size() - Set.copyOf(answerable).size())
          .isLessThan(answerable.size() / 4);
      assertThat(model.seen())
          .allSatisfy(request -> assertThat(request.body()).doesNotContain(KEY));
      assertThat(model.seen().get(0).headers()).containsValue("Bearer " + KEY);
    }

    Results results = Results.read(out);
    assertThat(results.state()).isEqualTo("COMPLETED");
    assertThat(results.root().path("languageModels").path("reasons").path("refused").asInt())
        .isPositive();
    for (JsonNode cell : results.root().path("cells")) {
      JsonNode reasons = cell.path("counts").path("judgeFailuresByReason");
      for (String reason : FAILURES) {
        assertThat(reasons.path(reason).asInt()).as(reason + " in " + cell).isPositive();
      }
      assertThat(cell.path("metrics").path("fuzzing.over_lexical.v1").path("value").asDouble())
          .isNotNaN();
      assertThat(cell.path("metrics").has("intruder.accuracy.v1")).isTrue();
      assertThat(cell.path("metrics").has("embedding.auroc.v1")).isTrue();
    }
    assertThat(Files.readString(out.resolve("report.html"))).doesNotContain(HOSTILE);
    assertThat(filesWith(KEY, folder)).isEmpty();
  }

  @Test
  void aKeyThatIsNotSetIsNamedBeforeAnythingStarts() throws Exception {
    Path home = folder.resolve("nowhere");
    try (CommandLine run =
        CommandLine.start(home, study.run(folder.resolve("none"), options("http://127.0.0.1:9")))) {

      assertThat(run.awaitExit(TIMEOUT)).isEqualTo(2);
      assertThat(run.output()).contains("JUDGE_API_KEY, which is not set");
    }
    assertThat(home).doesNotExist();
  }

  /** Settings of a study that such a language model explains and judges. */
  static String[] options(String baseUrl) {
    return new String[] {
      "--set",
      "variants=[trained, step0]",
      "--set",
      "variantSeeds=[0]",
      "--set",
      "hookPoints=[layers.0]",
      "--set",
      "autointerp.explainer={kind: openai, baseUrl: '%s', model: scripted, apiKeyEnv: JUDGE_API_KEY}"
          .formatted(baseUrl),
      "--set",
      "autointerp.scorers=[fuzzing, detection, intruder, embedding]",
      "--set",
      "autointerp.negativeKinds=[random, same-token, co-active, decoder-neighbour, nearest]",
      "--set",
      "autointerp.requests={concurrency: 8, timeoutSeconds: 5, attempts: 2}",
    };
  }

  /**
   * All that can be answered without making the test wait; by the text of the question alone, so
   * that a request gets the same answer again.
   */
  private static Reply answer(Request request) {
    String question = request.question();
    long texts = question.lines().filter(line -> line.matches("Text \\d+: .*")).count();
    int dice = Math.floorMod(question.hashCode(), 40);
    if (texts == 0) {
      return Reply.text(
          question.contains("Activations:") ? "Explanation: words " + HOSTILE : "[1]");
    }
    if (!question.contains("Description:")) {
      return Reply.text("[2]");
    }
    return switch (dice) {
      case 0, 1 -> Reply.text("[1]");
      case 2, 3 -> Reply.text("I cannot tell.");
      case 4, 5 -> new Reply.Refusal("I would rather not.");
      case 6 -> Reply.status(500);
      case 7 -> new Reply.Status(429, Map.of("Retry-After-Ms", "20"), "{}");
      case 8 -> Reply.text("");
      case 9 -> new Reply.Drop();
      default -> Reply.text(list((int) texts, dice));
    };
  }

  private static String list(int texts, int dice) {
    return IntStream.range(0, texts)
        .mapToObj(i -> (i + dice) % 2 == 0 ? "1" : "0")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<Path> filesWith(String secret, Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).filter(file -> holds(file, secret)).toList();
    }
  }

  private static boolean holds(Path file, String secret) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
    } catch (IOException e) {
      throw new AssertionError("reading " + file, e);
    }
  }
}
