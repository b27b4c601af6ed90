package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.adapter.openai.Judging.answerRight;
import static io.nullscope.autointerp.adapter.openai.Judging.list;
import static io.nullscope.autointerp.adapter.openai.Judging.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nullscope.artifacts.CanonicalJson;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.study.DialectSpec;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.DialectSpec.Instructions;
import io.nullscope.study.DialectSpec.OutputLimit;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import io.nullscope.testing.ScriptedLanguageModel.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that want to be asked in ways of their own, and refuse what others take. */
class ServerDialectsTest {

  private static final int EXAMPLES = 23;

  private static Reply error(int status, String message) {
    return new Reply.Status(
        status,
        Map.of("Content-Type", "application/json"),
        CanonicalJson.write(
            Map.of("error", Map.of("message", message, "type", "invalid_request_error"))));
  }

  private static Map<String, Object> fields(Request request) {
    try {
      return CanonicalJson.readObject(request.body().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers the probe, the binary and the graded prompts. */
  private static Reply answer(Request request, boolean logProbabilities) {
    if (request.question().contains("water")) {
      return new Reply.Text("[1]", "stop", logProbabilities, 0.9);
    }
    boolean graded = request.messages().stream().anyMatch(text -> text.contains("from 0 to 10"));
    List<Integer> answers =
        right(request.question()).stream().map(a -> graded ? 2 + 7 * a : a).toList();
    return new Reply.Text(list(answers), "stop", logProbabilities, 0.9);
  }

  private static Reply unless(Request request, boolean refused, int status, String message) {
    return refused ? error(status, message) : answer(request, true);
  }

  private static Function<Request, Reply> withoutLogProbabilities(int status, String message) {
    return request -> request.logProbabilities() ? error(status, message) : answer(request, false);
  }

  static Stream<Arguments> servers() {
    return Stream.of(
        Arguments.of(
            "wants max_completion_tokens and its own temperature",
            (Function<Request, Reply>)
                request -> {
                  Map<String, Object> fields = fields(request);
                  if (fields.containsKey("max_tokens")) {
                    return error(
                        400,
                        "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                            + " 'max_completion_tokens' instead.");
                  }
                  return unless(
                      request,
                      fields.containsKey("temperature"),
                      400,
                      "Unsupported value: 'temperature' does not support 0 with this model.");
                },
            new Dialect(
                OutputLimit.MAX_COMPLETION_TOKENS,
                false,
                Instructions.SYSTEM,
                AnswerForm.LOG_PROBABILITIES)),
        Arguments.of(
            "knows no system role",
            (Function<Request, Reply>)
                request ->
                    unless(
                        request,
                        request.body().contains("\"role\":\"system\""),
                        400,
                        "System role not supported"),
            new Dialect(
                OutputLimit.MAX_TOKENS, true, Instructions.USER, AnswerForm.LOG_PROBABILITIES)),
        Arguments.of(
            "refuses something and does not say what",
            (Function<Request, Reply>)
                request -> unless(request, fields(request).containsKey("temperature"), 422, "no"),
            new Dialect(
                OutputLimit.MAX_TOKENS, false, Instructions.SYSTEM, AnswerForm.LOG_PROBABILITIES)),
        Arguments.of(
            "breaks on log-probabilities", withoutLogProbabilities(500, "broken"), grades()),
        Arguments.of("has none", withoutLogProbabilities(501, "not implemented"), grades()),
        Arguments.of(
            "has no endpoint for them", withoutLogProbabilities(404, "No endpoints"), grades()),
        Arguments.of("refuses them", withoutLogProbabilities(400, "logprobs?"), grades()),
        Arguments.of(
            "ignores them",
            (Function<Request, Reply>) request -> answer(request, false),
            grades()));
  }

  private static Dialect grades() {
    return new Dialect(OutputLimit.MAX_TOKENS, true, Instructions.SYSTEM, AnswerForm.GRADES);
  }

  @ParameterizedTest(name = "a server that {0}")
  @MethodSource("servers")
  void whatAServerWantsIsFoundOutAndRemembered(
      String name, Function<Request, Reply> script, Dialect expected) {
    try (Judging judging = Judging.onEverything(script)) {
      List<JudgeReply> replies = judging.judge(EXAMPLES);

      assertThat(replies).allMatch(JudgeReply.Scored.class::isInstance);
      assertThat(((JudgeReply.Scored) replies.get(0)).predicted()).isTrue();
      assertThat(((JudgeReply.Scored) replies.get(1)).predicted()).isFalse();
      assertThat(dialect(judging)).contains(expected);
      int asked = judging.server.requests();
      // Another prompt in another session: asked right at once.
      judging.judge(EXAMPLES + 1);
      assertThat(judging.server.requests()).isEqualTo(asked + 1);
    }
  }

  /** It loads its model: first nothing is answered, then one request, then nothing again. */
  @Test
  void aServerThatStartsIsNotTakenForOneThatBreaksOnLogProbabilities() {
    AtomicBoolean answered = new AtomicBoolean();
    AtomicBoolean started = new AtomicBoolean();
    try (Judging judging =
        Judging.onEverything(
            request ->
                started.get() || !request.logProbabilities() && answered.compareAndSet(false, true)
                    ? answer(request, request.logProbabilities())
                    : error(503, "loading"))) {
      LanguageModelException problem =
          catchThrowableOfType(LanguageModelException.class, () -> judging.judge(EXAMPLES));

      assertThat(problem).hasMessageContaining("503");
      assertThat(judging.store.list("dialects/")).isEmpty();

      started.set(true);
      assertThat(judging.judge(EXAMPLES)).allMatch(JudgeReply.Scored.class::isInstance);
      assertThat(dialect(judging).orElseThrow().answers()).isEqualTo(AnswerForm.LOG_PROBABILITIES);
    }
  }

  @Test
  void theFormOfTheAnswersIsAskedForOnce() {
    try (Judging judging = Judging.onEverything(request -> answer(request, true))) {
      assertThat(judging.answers()).isEqualTo(AnswerForm.LOG_PROBABILITIES);
      int asked = judging.server.requests();
      // A key is wanted by whoever asks, and nobody does.
      judging.apiKeyEnv = Optional.of("NOT_SET_API_KEY");
      assertThat(judging.answers()).isEqualTo(AnswerForm.LOG_PROBABILITIES);
      assertThat(judging.server.requests()).isEqualTo(asked);
    }
  }

  private static Optional<Dialect> dialect(Judging judging) {
    String key = judging.store.list("dialects/").findFirst().orElseThrow().key();
    return new Dialects(
            judging.store, key.substring("dialects/".length(), key.length() - ".json".length()))
        .find();
  }

  /** Log-probabilities that are there and say nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "\"-Infinity\"", "{}"})
  void probabilitiesThatAreNoneMeanGrades(String none) {
    try (Judging judging =
        Judging.onEverything(
            request -> {
              String text = ((Reply.Text) answer(request, false)).text();
              return new Reply.Status(200, Map.of(), completion("\"" + text + "\"", none));
            })) {
      assertThat(judging.judge(EXAMPLES).get(0)).isEqualTo(new JudgeReply.Scored(0.9, true));
      assertThat(dialect(judging)).contains(grades());
    }
  }

  private static String completion(String content, String logProbability) {
    return """
    {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [
      {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": %1$s},
       "logprobs": {"content": [{"token": %1$s, "logprob": %2$s, "top_logprobs": [
         {"token": %1$s, "logprob": %2$s}]}]}}]}
    """
        .formatted(content.startsWith("[{") ? "\"\"" : content, logProbability)
        .replace("\"content\": \"\"", "\"content\": " + content);
  }

  @Test
  void tokensThatAreIdsMeanGrades() {
    try (Judging judging =
        Judging.onEverything(
            request -> {
              String text = ((Reply.Text) answer(request, false)).text();
              String ids =
                  completion("\"" + text + "\"", "-0.1")
                      .replace("\"token\": \"" + text + "\"", "\"token\": \"token_id:123\"");
              return new Reply.Status(200, Map.of(), ids);
            })) {
      assertThat(judging.judge(EXAMPLES).get(0)).isEqualTo(new JudgeReply.Scored(0.9, true));
    }
  }

  @Test
  void aReplyThatLacksProbabilitiesIsScoredByItsAnswers() {
    try (Judging judging =
        Judging.on(request -> answer(request, !request.question().contains("« t7»")))) {
      List<JudgeReply> replies = judging.judge(EXAMPLES);

      assertThat(replies.subList(5, 8))
          .containsExactly(
              new JudgeReply.Scored(0, false),
              new JudgeReply.Scored(1, true),
              new JudgeReply.Scored(0, false));
      assertThat(((JudgeReply.Scored) replies.get(0)).score()).isBetween(0.89, 0.91);
    }
  }

  @Test
  void contentInPartsIsRead() {
    try (Judging judging =
        Judging.onEverything(
            request -> {
              String text = ((Reply.Text) answer(request, false)).text();
              String parts =
                  "[{\"type\": \"text\", \"text\": \"%s\"}, {\"type\": \"other\"}]".formatted(text);
              return new Reply.Status(200, Map.of(), completion(parts, "null"));
            })) {
      assertThat(judging.judge(EXAMPLES).get(0)).isEqualTo(new JudgeReply.Scored(0.9, true));
    }
  }

  @Test
  void settingsAreObeyedWithoutAsking() {
    try (Judging judging = Judging.onEverything(request -> answer(request, true))) {
      judging.dialect =
          new DialectSpec(
              OutputLimit.MAX_COMPLETION_TOKENS,
              Instructions.USER,
              AnswerForm.PLAIN,
              true,
              OptionalInt.of(100_000),
              OptionalInt.of(1500),
              1000,
              Optional.of("x-api-key"),
              Optional.of("2024-10-21"),
              Map.of(
                  "reasoning_effort",
                  "low",
                  "chat_template_kwargs",
                  Map.of("enable_thinking", false)));
      judging.apiKeyEnv = Optional.of("JUDGE_API_KEY");
      judging.environment = name -> "secret";

      assertThat(judging.judge(5).subList(0, 2))
          .containsExactly(new JudgeReply.Scored(1, true), new JudgeReply.Scored(0, false));

      Request request = judging.server.seen().get(judging.server.requests() - 1);
      assertThat(request.headers()).containsEntry("x-api-key", "secret");
      assertThat(request.headers()).doesNotContainKey("Authorization");
      assertThat(request.path()).isEqualTo("/v1/chat/completions?api-version=2024-10-21");
      assertThat(fields(request))
          .containsEntry("reasoning_effort", "low")
          .containsEntry("chat_template_kwargs", Map.of("enable_thinking", false))
          .containsEntry("max_completion_tokens", 64L + 5 * 8 + 1000)
          .containsKey("response_format")
          .doesNotContainKeys("max_tokens", "logprobs");
      assertThat(request.messages().get(0)).contains("Answer only with a JSON list");
      assertThat(request.body()).doesNotContain("\"role\":\"system\"");
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            error(
                400, "The response was filtered due to Azure OpenAI's content management policy."),
            FailureReason.REFUSED),
        Arguments.of(
            error(403, "Your chosen model requires moderation and your input was flagged"),
            FailureReason.REFUSED),
        Arguments.of(
            error(
                400,
                "This model's maximum context length is 512 tokens. However, you requested 700"
                    + " tokens."),
            FailureReason.TOO_LONG),
        Arguments.of(error(413, "Payload too large"), FailureReason.TOO_LONG),
        Arguments.of(
            error(
                400,
                "Could not finish the message because max_tokens or model output limit was"
                    + " reached"),
            FailureReason.CUT),
        Arguments.of(error(400, "for reasons of its own"), FailureReason.REJECTED));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aRefusedPromptIsOneCountedFailure(Reply refusal, FailureReason reason) {
    try (Judging judging =
        Judging.on(
            request -> request.question().contains("« t7»") ? refusal : answerRight(request))) {
      try (LanguageModelSession session = judging.open()) {
        List<JudgeReply> replies =
            Judging.judge(session).judge(Judging.EXPLANATION, Judging.examples(EXAMPLES));

        assertThat(replies.subList(5, 10)).containsOnly(new JudgeReply.Failed(reason));
        assertThat(replies.subList(10, EXAMPLES)).allMatch(JudgeReply.Scored.class::isInstance);
        assertThat(session.usage().failures()).isEqualTo(Map.of(reason, 1L));
        assertThat(session.usage().lacksAnswers()).isEqualTo(reason == FailureReason.REJECTED);
        assertThat(session.said().get(reason)).startsWith("status 4");
      }
    }
  }

  @Test
  void promptsThatAreRefusedOneAfterTheOtherAreCountedAllTheSame() {
    try (Judging judging =
        Judging.on(
            request ->
                right(request.question()).size() == 5
                    ? error(400, "content_filter")
                    : answerRight(request))) {
      assertThat(judging.judge(5 * 30 + 2).subList(150, 152))
          .allMatch(JudgeReply.Scored.class::isInstance);
    }
  }

  /** The server grants fewer output tokens than were asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_tokens is too large: 104. This model supports at most 40 completion tokens, whereas"
            + " you provided 104.",
        "This model's maximum context length is 512 tokens. However, you requested 576 tokens (472"
            + " in the messages, 104 in the completion).",
        "'max_tokens' or 'max_completion_tokens' is too large: 104. This model's maximum context"
            + " length is 512 tokens and your request has 472 input tokens (104 > 512 - 472)."
      })
  void aReplyIsAskedForThatTheServerGrants(String message) {
    try (Judging judging =
        Judging.on(
            request ->
                (Long) fields(request).get("max_tokens") > 40
                    ? error(400, message)
                    : answerRight(request))) {
      assertThat(judging.judge(EXAMPLES)).allMatch(JudgeReply.Scored.class::isInstance);
    }
  }

  @Test
  void noCreditIsNoQuestionOfContext() {
    try (Judging judging =
        Judging.on(request -> error(402, "Insufficient credits. Add more credits."))) {
      assertThat(
              catchThrowableOfType(LanguageModelException.class, () -> judging.judge(5)).problem())
          .isEqualTo(Problem.LANGUAGE_MODEL_QUOTA_EXHAUSTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "Wed, 21 Oct 2015 07:28:00 GMT"})
  void aTimeThatIsOverIsNoReasonNotToWait(String retryAfter) {
    AtomicInteger refusals = new AtomicInteger();
    try (Judging judging =
        Judging.on(
            request -> {
              boolean refused = refusals.incrementAndGet() % 3 != 0;
              return refused
                  ? new Reply.Status(429, Map.of("Retry-After", retryAfter), "{}")
                  : answerRight(request);
            })) {
      judging.judge(500);

      // Full jitter below half a second and a second: their mean is a quarter and a half.
      double mean =
          judging.pauses.stream().mapToLong(pause -> pause.toMillis()).average().orElseThrow();
      assertThat(mean).isBetween(200.0, 600.0);
    }
  }

  /** A context of 400 tokens: what is longer is cut in silence. */
  @Test
  void aServerThatCutsPromptsIsFoundOutByItsUsage() {
    try (Judging judging =
            Judging.onEverything(
                request -> {
                  String text = ((Reply.Text) answer(request, false)).text();
                  return new Reply.Status(
                      200,
                      Map.of(),
                      completion("\"" + text + "\"", "null")
                          .replace(
                              "\"choices\"", "\"usage\": {\"prompt_tokens\": 400}, \"choices\""));
                });
        LanguageModelSession session = judging.open()) {
      String words = "a description of many words ".repeat(60);
      for (int n = 1; n <= 4; n++) {
        Judging.judge(session)
            .judge(new Explanation(words.substring(0, n * 400), List.of()), Judging.examples(5));
      }
      assertThat(session.usage().failures()).isEmpty();

      assertThat(session.revise()).isTrue();
      assertThat(Judging.judge(session).judge(Judging.EXPLANATION, Judging.examples(5)))
          .containsOnly(new JudgeReply.Failed(FailureReason.PROMPT_CUT));
      assertThat(session.said().get(FailureReason.PROMPT_CUT)).contains("400 tokens");
    }
  }

  @Test
  void promptsThatCannotFitAreNotSent() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      judging.dialect =
          new DialectSpec(
              OutputLimit.AUTO,
              Instructions.AUTO,
              AnswerForm.PLAIN,
              false,
              OptionalInt.of(200),
              OptionalInt.empty(),
              0,
              Optional.empty(),
              Optional.empty(),
              Map.of());

      assertThat(judging.judge(5)).containsOnly(new JudgeReply.Failed(FailureReason.TOO_LONG));
      assertThat(judging.server.requests()).isEqualTo(1);
    }
  }
}
