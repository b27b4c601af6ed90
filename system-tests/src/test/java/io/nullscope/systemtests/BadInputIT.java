package io.nullscope.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.testing.ScriptedLanguageModel;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bad input: one clear message each, nothing stored, and everything still up afterwards. One stack
 * serves all tests.
 */
class BadInputIT {

  private static final String STUDY_TOPIC = "nullscope.study-requested.v1";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private static MadeUpStudy study;
  private static ScriptedLanguageModel judge;
  private static CommandLine stack;
  private static String server;
  private static String kafka;

  @BeforeAll
  static void start() throws Exception {
    study = MadeUpStudy.write(folder.resolve("study"));
    judge = ScriptedLanguageModel.start(Duration.ZERO, request -> Reply.text("I cannot tell."));
    Map<String, String> key =
        Map.of("JUDGE_API_KEY", LanguageModelIT.KEY, "JUDGE_API_URL", judge.baseUrl());
    stack = CommandLine.start(folder.resolve("home"), key, "serve");
    server = address("gRPC");
    kafka = address("Kafka");
  }

  private static String address(String name) throws Exception {
    String line =
        stack.awaitLine(name, text -> text.contains(name) && text.contains("127.0.0.1:"), PATIENCE);
    Matcher address = Pattern.compile("127\\.0\\.0\\.1:\\d+").matcher(line);
    assertThat(address.find()).isTrue();
    return address.group();
  }

  /**
   * The point of all other tests: after everything that went wrong, a good study still runs on the
   * same stack.
   */
  @AfterAll
  static void everythingIsStillUp() throws Exception {
    try (CommandLine run =
        CommandLine.start(
            folder.resolve("unused"),
            study.run(
                folder.resolve("good"),
                "--server",
                server,
                "--set",
                "variants=[trained, control]"))) {
      assertThat(run.awaitExit(Duration.ofMinutes(4))).as(run.output()).isZero();
    } finally {
      stack.close();
      judge.close();
    }
    assertThat(stack.output()).doesNotContain("was started again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hookPoints=[layers.7]             | UNKNOWN_HOOK_POINT    | layers.7",
        "model.source=file:{}/nowhere      | MODEL_FILE_MISSING    | nowhere",
        "model.source=file:{}/truncated    | MALFORMED_SAFETENSORS | model.safetensors",
        "model.source=file:{}/strange      | UNSUPPORTED_MODEL     | mamba",
        "corpus.source=file:{}/nowhere.jsonl | CORPUS_FILE_MISSING | nowhere.jsonl",
        "corpus.textField=content          | INVALID_CORPUS        | content",
        "corpus.trainTokens=5M             | TOO_FEW_TOKENS        | corpus.jsonl",
        "corpus.contextLength=256          | CONTEXT_TOO_LONG      | 256",
      })
  void aStudyThatCannotRunFailsWithTheReason(String setting, String code, String named)
      throws Exception {
    brokenModels();
    String value = setting.replace("{}", folder.toString());
    Path out = folder.resolve("failed-" + code);
    try (CommandLine run =
        CommandLine.start(
            folder.resolve("unused"),
            study.run(out, "--server", server, "--set", value, "--set", "variants=[trained]"))) {
      assertThat(run.awaitExit(PATIENCE)).as(run.output()).isEqualTo(3);
      assertThat(run.output()).contains(code).contains(named);
    }
    Results results = Results.read(out);
    assertThat(results.state()).isEqualTo("FAILED");
    assertThat(results.root().path("failures").findValuesAsText("code")).contains(code);
  }

  private static void brokenModels() throws IOException {
    Path model = study.folder().resolve("model");
    if (Files.exists(folder.resolve("truncated"))) {
      return;
    }
    for (String broken : List.of("truncated", "strange")) {
      Files.createDirectories(folder.resolve(broken));
      for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
        Files.copy(model.resolve(name), folder.resolve(broken).resolve(name));
      }
    }
    byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
    Files.write(
        folder.resolve("truncated/model.safetensors"),
        java.util.Arrays.copyOf(weights, weights.length / 2));
    String config = Files.readString(folder.resolve("strange/config.json"));
    Files.writeString(folder.resolve("strange/config.json"), config.replace("gpt_neox", "mamba"));
  }

  @Test
  void anInvalidStudyIsRefusedBeforeAnythingStartsWithAllItsErrors() throws Exception {
    try (CommandLine run =
        CommandLine.start(
            folder.resolve("unused"),
            study.run(
                folder.resolve("invalid"),
                "--server",
                server,
                "--set",
                "corpus.evalTokens=0",
                "--set",
                "sae.k=0",
                "--set",
                "sae.kk=1"))) {
      assertThat(run.awaitExit(PATIENCE)).as(run.output()).isEqualTo(2);
      assertThat(run.output()).contains("corpus.evalTokens").contains("sae.k").contains("sae.kk");
    }
    assertThat(folder.resolve("invalid")).doesNotExist();
  }

  @Test
  void aJudgeThatFailsEverywhereIsNoFinishedStudy() throws Exception {
    Path out = folder.resolve("failed-judge");
    try (CommandLine run =
        CommandLine.start(
            folder.resolve("unused"),
            study.run(
                out,
                Stream.concat(
                        Stream.of("--server", server),
                        Stream.of(LanguageModelIT.options(judge.baseUrl())))
                    .toArray(String[]::new)))) {

      assertThat(run.awaitExit(PATIENCE)).as(run.output()).isEqualTo(3);
      assertThat(run.output()).contains("JUDGE_FAILED").contains("not-parsed");
    }
    assertThat(Files.readString(out.resolve("report.html"))).contains("JUDGE_FAILED");
  }

  @Test
  void malformedEventsGoToTheDeadLetterTopicWithTheReason() throws Exception {
    publish("garbage", new byte[] {1, 2, 3, 4});
    publish("broken-json", "{\"study\": {".getBytes(StandardCharsets.UTF_8));
    publish(
        "invalid-study",
        "{\"study\": {\"spec\": {\"name\": \"x\"}}}".getBytes(StandardCharsets.UTF_8));

    Map<String, String> reasons =
        DeadLetters.read(kafka, STUDY_TOPIC + ".dlq.variant-service", 3, PATIENCE);

    assertThat(reasons.get("garbage")).contains("not a StudyRequested message");
    assertThat(reasons.get("broken-json")).contains("not valid JSON for StudyRequested");
    assertThat(reasons.get("invalid-study")).contains("model.source").contains("corpus.source");
  }

  @Test
  void aStudyIdBelongsToOneSpecification() throws Exception {
    String yaml =
        Files.readString(study.file())
            .replace("[trained, rerandomized-incl-embeddings, step0, control]", "[trained]");
    publish("first", StudyEvents.json("taken", yaml));
    publish("same-again", StudyEvents.json("taken", yaml));
    publish("other", StudyEvents.json("taken", yaml.replace("k: 8", "k: 4")));

    Map<String, String> reasons =
        DeadLetters.readKeys(
            kafka, STUDY_TOPIC + ".dlq.variant-service", List.of("other"), PATIENCE);

    assertThat(reasons.get("other")).contains("\"taken\" belongs to another study");
    assertThat(reasons).doesNotContainKeys("first", "same-again");
  }

  private static void publish(String key, byte[] value) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", kafka);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(STUDY_TOPIC, key, value)).get();
    }
  }
}
