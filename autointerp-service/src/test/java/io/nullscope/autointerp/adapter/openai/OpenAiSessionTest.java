package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.adapter.openai.Judging.EXPLANATION;
import static io.nullscope.autointerp.adapter.openai.Judging.answerRight;
import static io.nullscope.autointerp.adapter.openai.Judging.examples;
import static io.nullscope.autointerp.adapter.openai.Judging.judge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStat;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException;
import io.nullscope.autointerp.application.languagemodel.LanguageModelException.Problem;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import io.nullscope.testing.ScriptedLanguageModel;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiSessionTest {

  private static final int EXAMPLES = 100;
  private static final int REQUESTS = 1 + EXAMPLES / Judging.PER_PROMPT;
  private static final String KEY = "sk-do-not-show-me-8d1f";

  @Test
  void whatWasAskedIsNotAskedAgainByAnotherSession() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      LanguageModelUsage first;
      List<JudgeReply> replies;
      try (LanguageModelSession session = judging.open()) {
        replies = judge(session).judge(EXPLANATION, examples(EXAMPLES));
        first = session.usage();
      }
      try (LanguageModelSession session = judging.open()) {
        assertThat(judge(session).judge(EXPLANATION, examples(EXAMPLES))).isEqualTo(replies);
        assertThat(session.usage()).isEqualTo(first);
      }

      assertThat(judging.server.requests()).isEqualTo(REQUESTS);
      assertThat(first.requests()).isEqualTo(REQUESTS - 1);
      assertThat(first.inputTokens()).isPositive();
      assertThat(judging.store.list("replies/")).hasSize(1);
    }
  }

  @Test
  void anIdenticalRequestIsSentOnceAndCountedOnce() {
    try (Judging judging = Judging.on(Judging::answerRight);
        LanguageModelSession session = judging.open()) {
      judge(session).judge(EXPLANATION, examples(EXAMPLES));
      judge(session).judge(EXPLANATION, examples(EXAMPLES));

      assertThat(judging.server.requests()).isEqualTo(REQUESTS);
      assertThat(session.usage().requests()).isEqualTo(REQUESTS - 1);
    }
  }

  @Test
  void afterAKillOnlyWhatWasUnderWayIsAskedAgain() throws Exception {
    int concurrency = 4;
    int answered = 11;
    CountDownLatch stuck = new CountDownLatch(concurrency);
    boolean[] killed = new boolean[1];
    try (Judging judging =
        Judging.on(
            request -> {
              if (killed[0] || request.number() <= answered) {
                return answerRight(request);
              }
              stuck.countDown();
              return new Reply.Hang();
            })) {
      judging.requests = new RequestsSpec(concurrency, 60, 1);
      LanguageModelSession session = judging.open();
      Thread judge =
          new Thread(
              () -> {
                try {
                  judge(session).judge(EXPLANATION, examples(EXAMPLES));
                } catch (RuntimeException e) {
                  // The kill.
                }
              });
      judge.setDaemon(true);
      judge.start();
      stuck.await();
      // All but the probe's are kept with the replies. The writer is done with what was answered as
      // soon as a fresh session finds all of it.
      awaitReplies(judging, answered - 1);
      judging.store = copy(judging.store);
      killed[0] = true;

      judging.judge(EXAMPLES);

      assertThat(judging.server.requests()).isEqualTo(REQUESTS + concurrency);
      assertThat(judging.server.repeated()).isEqualTo(concurrency);
    }
  }

  private static void awaitReplies(Judging judging, int count) throws IOException {
    long lines;
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    do {
      lines = 0;
      for (ObjectStat object : judging.store.list("replies/").toList()) {
        lines += text(judging.store, object.key()).lines().count();
      }
      Thread.onSpinWait();
    } while (lines < count && System.nanoTime() < giveUp);
    assertThat(lines).isEqualTo(count);
  }

  @Test
  void damagedSegmentsAreIgnoredAndAskedForAgain() throws IOException {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      judging.judge(EXAMPLES);
      String key = judging.store.list("replies/").findFirst().orElseThrow().key();
      byte[] segment = judging.store.get(key).readAllBytes();
      String directory = key.substring(0, key.lastIndexOf('/') + 1);
      judging.store.put(key, Arrays.copyOf(segment, segment.length / 2));
      judging.store.put(
          directory + "foreign.jsonl.gz", "not gzip".getBytes(StandardCharsets.UTF_8));
      judging.store.put(directory + "notes.txt", segment);
      judging.store.put(
          directory + "lie.jsonl.gz",
          gzip("{\"request\":\"" + "0".repeat(64) + "\",\"input\":-5}\n"));
      judging.store.put(directory + "list.jsonl.gz", gzip("[1]\n"));

      List<JudgeReply> replies = judging.judge(EXAMPLES);

      assertThat(replies).allMatch(JudgeReply.Scored.class::isInstance);
      assertThat(judging.server.requests()).isBetween(REQUESTS + 1, 2 * REQUESTS);
    }
  }

  @Test
  void atMostSoManyRequestsAreUnderWay() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      judging.requests = new RequestsSpec(3, 5, 1);
      judging.judge(EXAMPLES);

      assertThat(judging.server.mostUnderWay()).isLessThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, LANGUAGE_MODEL_REQUEST_REJECTED",
    "401, LANGUAGE_MODEL_ACCESS_DENIED",
    "403, LANGUAGE_MODEL_ACCESS_DENIED",
    "404, LANGUAGE_MODEL_NOT_FOUND",
    "422, LANGUAGE_MODEL_REQUEST_REJECTED"
  })
  void aServerThatWillNeverAnswerEndsTheStep(int status, Problem problem) {
    try (Judging judging = Judging.on(request -> Reply.status(status))) {
      LanguageModelException thrown =
          catchThrowableOfType(LanguageModelException.class, () -> judging.judge(EXAMPLES));

      assertThat(thrown.problem()).isEqualTo(problem);
      assertThat(thrown.isPassing()).isFalse();
      assertThat(thrown).hasMessageContaining(judging.server.baseUrl());
      assertThat(judging.pauses).isEmpty();
    }
  }

  @Test
  void anEmptyAccountIsNotWaitedFor() {
    try (Judging judging =
        Judging.on(
            request ->
                new Reply.Status(
                    429,
                    Map.of(),
                    "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"x\"}}"))) {
      assertThat(
              catchThrowableOfType(LanguageModelException.class, () -> judging.judge(EXAMPLES))
                  .problem())
          .isEqualTo(Problem.LANGUAGE_MODEL_QUOTA_EXHAUSTED);
    }
  }

  @Test
  void aServerThatDoesNotAnswerAnybodyFailsTheStepForNow() {
    try (Judging judging = Judging.on(request -> Reply.status(503))) {
      LanguageModelException thrown =
          catchThrowableOfType(LanguageModelException.class, () -> judging.judge(200));

      assertThat(thrown.problem()).isEqualTo(Problem.LANGUAGE_MODEL_UNAVAILABLE);
      assertThat(thrown.isPassing()).isTrue();
      assertThat(thrown)
          .hasMessageContaining("20 requests in a row failed, each after 3 attempts")
          .hasMessageContaining(judging.server.baseUrl());
    }
  }

  @Test
  void aServerThatFailsOnManyPromptsAndAnswersAShortQuestionIsThere() {
    AtomicInteger asked = new AtomicInteger();
    try (Judging judging =
        Judging.on(
            request ->
                asked.incrementAndGet() <= 4
                    ? Reply.text(Judging.right(request.question()).toString())
                    : Reply.status(500))) {
      judging.requests = new RequestsSpec(1, 5, 1);

      List<JudgeReply> replies = judging.judge(60 * Judging.PER_PROMPT);

      assertThat(replies.stream().filter(reply -> reply instanceof JudgeReply.Failed).count())
          .isEqualTo(56L * Judging.PER_PROMPT);
    }
  }

  @Test
  void aServerThatDiesInTheMiddleFailsTheStepForNow() {
    AtomicInteger asked = new AtomicInteger();
    try (Judging judging =
        Judging.onEverything(
            request ->
                asked.incrementAndGet() > 5
                    ? Reply.status(503)
                    : request.question().contains("water")
                        ? Reply.text("[1]")
                        : Reply.text(Judging.right(request.question()).toString()))) {
      judging.requests = new RequestsSpec(1, 5, 1);
      LanguageModelException thrown =
          catchThrowableOfType(
              LanguageModelException.class, () -> judging.judge(60 * Judging.PER_PROMPT));

      assertThat(thrown.problem()).isEqualTo(Problem.LANGUAGE_MODEL_UNAVAILABLE);
      assertThat(thrown).hasMessageContaining("20 requests in a row failed");
      assertThat(asked.get()).isLessThan(40);
    }
  }

  @Test
  void redirectsAreNotFollowedSoTheKeyStaysHere() {
    try (ScriptedLanguageModel thief =
            ScriptedLanguageModel.start(Duration.ZERO, request -> Reply.text("[1]"));
        Judging judging =
            Judging.onEverything(
                request ->
                    new Reply.Status(
                        307, Map.of("Location", thief.baseUrl() + "/chat/completions"), ""))) {
      judging.apiKeyEnv = Optional.of("JUDGE_API_KEY");
      judging.environment = name -> KEY;

      assertThatThrownBy(() -> judging.judge(EXAMPLES)).isInstanceOf(LanguageModelException.class);
      assertThat(thief.requests()).isZero();
      assertThat(judging.server.seen())
          .allSatisfy(
              request ->
                  assertThat(request.headers()).containsEntry("Authorization", "Bearer " + KEY));
    }
  }

  @Test
  void aMissingKeyIsNoticedBeforeAnyRequest() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      judging.apiKeyEnv = Optional.of("JUDGE_API_KEY");

      LanguageModelException thrown =
          catchThrowableOfType(LanguageModelException.class, judging::open);

      assertThat(thrown.problem()).isEqualTo(Problem.API_KEY_MISSING);
      assertThat(thrown).hasMessageContaining("JUDGE_API_KEY");
      assertThat(judging.server.requests()).isZero();
    }
  }

  @Test
  void theKeyShowsNowhere() throws IOException {
    StringWriter produced = new StringWriter();
    Handler log = new Recording(produced);
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    root.addHandler(log);
    root.setLevel(Level.ALL);
    // Servers that echo the key in replies, in errors and in headers.
    try (Judging echo =
            Judging.on(
                request ->
                    Reply.text(request.headers().get("Authorization") + answerText(request)));
        Judging denied =
            Judging.on(
                request ->
                    new Reply.Status(
                        401,
                        Map.of("X-Echo", KEY),
                        "{\"error\":{\"message\":\"wrong key "
                            + KEY
                            + "\",\"code\":\""
                            + KEY
                            + "\"}}"));
        Judging broken = Judging.on(request -> new Reply.Status(200, Map.of(), KEY))) {
      for (Judging judging : List.of(echo, denied, broken)) {
        judging.apiKeyEnv = Optional.of("JUDGE_API_KEY");
        judging.environment = name -> KEY + "\n";
        try {
          produced.write(judging.judge(EXAMPLES).toString());
        } catch (LanguageModelException e) {
          e.printStackTrace(new PrintWriter(produced));
        }
        for (ObjectStat object : judging.store.list("replies/").toList()) {
          produced.write(object.key() + text(judging.store, object.key()));
        }
      }
      assertThat(echo.server.seen().get(1).headers())
          .containsEntry("Authorization", "Bearer " + KEY);
    } finally {
      root.removeHandler(log);
      root.setLevel(before);
    }

    assertThat(produced.toString()).contains("Bearer [key]").contains("wrong key [key]");
    assertThat(produced.toString()).doesNotContain(KEY);
  }

  private static String answerText(ScriptedLanguageModel.Request request) {
    return Judging.list(Judging.right(request.question()));
  }

  @Test
  void theBudgetStopsCleanlyAndARaisedOneRepeatsNothing() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      LanguageModelUsage whole;
      try (LanguageModelSession session = judging.open()) {
        judge(session).judge(EXPLANATION, examples(EXAMPLES));
        whole = session.usage();
      }
      long tokens = whole.inputTokens() + whole.outputTokens();
      judging.store = new InMemoryObjectStore();
      int before = judging.server.requests();

      // Two SAEs share a budget of which this one's half covers about half of its requests.
      judging.spending = new Spending(OptionalLong.of(tokens), OptionalDouble.empty(), 2);
      LanguageModelException thrown =
          catchThrowableOfType(LanguageModelException.class, () -> judging.judge(EXAMPLES));
      int sent = judging.server.requests() - before;
      assertThat(thrown.problem()).isEqualTo(Problem.BUDGET_EXHAUSTED);
      assertThat(thrown)
          .hasMessageContaining("autointerp.budget.tokens " + tokens + " over 2 SAEs");
      assertThat(sent).isBetween(2, REQUESTS / 2);

      // The same budget allows a resumed step nothing more.
      judging.spending = new Spending(OptionalLong.of(tokens), OptionalDouble.empty(), 2);
      assertThatThrownBy(() -> judging.judge(EXAMPLES)).isInstanceOf(LanguageModelException.class);
      assertThat(judging.server.requests() - before).isEqualTo(sent);

      judging.spending = new Spending(OptionalLong.of(20 * tokens), OptionalDouble.empty(), 2);
      try (LanguageModelSession session = judging.open()) {
        judge(session).judge(EXPLANATION, examples(EXAMPLES));
        assertThat(session.usage()).isEqualTo(whole);
      }
      assertThat(judging.server.requests() - before).isEqualTo(REQUESTS);
    }
  }

  @Test
  void moneyIsCappedByThePricesOfTheStudy() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      judging.prices = Optional.of(new LanguageModelSpec.Prices(1000, 2000));
      judging.spending = new Spending(OptionalLong.empty(), OptionalDouble.of(5), 1);

      assertThat(catchThrowableOfType(LanguageModelException.class, () -> judging.judge(EXAMPLES)))
          .hasMessageContaining("autointerp.budget.cost 5.0");

      judging.spending = Spending.unlimited();
      try (LanguageModelSession session = judging.open()) {
        judge(session).judge(EXPLANATION, examples(EXAMPLES));
        LanguageModelUsage usage = session.usage();
        assertThat(usage.cost())
            .isEqualTo((usage.inputTokens() * 1000.0 + usage.outputTokens() * 2000.0) / 1e6);
      }
    }
  }

  private static ObjectStore copy(ObjectStore store) throws IOException {
    ObjectStore copy = new InMemoryObjectStore();
    for (ObjectStat object : store.list("").toList()) {
      copy.put(object.key(), store.get(object.key()).readAllBytes());
    }
    return copy;
  }

  private static String text(ObjectStore store, String key) throws IOException {
    try (InputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(store.get(key).readAllBytes()))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static final class Recording extends Handler {

    private final StringWriter lines;

    Recording(StringWriter lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      lines.write(
          line.getMessage()
              + " "
              + List.of(line.getParameters() == null ? new Object[0] : line.getParameters()));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(lines));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
