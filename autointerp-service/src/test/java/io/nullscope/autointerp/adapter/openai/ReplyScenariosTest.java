package io.nullscope.autointerp.adapter.openai;

import static io.nullscope.autointerp.adapter.openai.Judging.answerRight;
import static io.nullscope.autointerp.adapter.openai.Judging.list;
import static io.nullscope.autointerp.adapter.openai.Judging.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.autointerp.application.languagemodel.LanguageModelIntruderJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSimulator;
import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.IntruderReply;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.LanguageModelUsage;
import io.nullscope.autointerp.domain.SimulationReply;
import io.nullscope.study.RequestsSpec;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import io.nullscope.testing.ScriptedLanguageModel.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a server can answer, over HTTP. */
class ReplyScenariosTest {

  private static final int EXAMPLES = 23;

  @Test
  void rightAnswersRankEveryPositiveAboveEveryNegative() {
    try (Judging judging = Judging.on(Judging::answerRight)) {
      List<JudgeReply> replies = judging.judge(EXAMPLES);

      assertThat(auroc(replies)).isEqualTo(1);
      assertThat(((JudgeReply.Scored) replies.get(0)).score()).isCloseTo(0.9, within(1e-9));
      assertThat(((JudgeReply.Scored) replies.get(1)).predicted()).isFalse();
      assertThat(judging.server.requests()).isEqualTo(1 + 5);
      assertThat(judging.server.repeated()).isZero();
    }
  }

  @Test
  void randomAnswersRankAtChance() {
    Random random = new Random(7);
    int examples = 2000;
    try (Judging judging =
        Judging.on(
            request ->
                Reply.text(
                    list(
                        right(request.question()).stream()
                            .map(a -> random.nextInt(2))
                            .toList())))) {
      // Four standard errors of an AUROC of 1,000 against 1,000 examples, √(1/12·(1/n₁+1/n₂)).
      assertThat(auroc(judging.judge(examples)))
          .isCloseTo(0.5, within(4 * Math.sqrt(1 / 12.0 * 2 / (examples / 2.0))));
    }
  }

  @Test
  void aServerWithoutLogProbabilitiesIsAskedForGrades() {
    try (Judging judging =
        Judging.onEverything(
            request -> {
              boolean graded = !request.question().contains("water");
              return new Reply.Text(
                  graded
                      ? list(right(request.question()).stream().map(a -> 2 + 7 * a).toList())
                      : "[1]",
                  "stop",
                  false,
                  0.9);
            })) {
      List<JudgeReply> replies = judging.judge(EXAMPLES);

      assertThat(replies.get(0)).isEqualTo(new JudgeReply.Scored(0.9, true));
      assertThat(replies.get(1)).isEqualTo(new JudgeReply.Scored(0.2, false));
      assertThat(judging.server.seen()).filteredOn(Request::logProbabilities).hasSize(1);
    }
  }

  @Test
  void aServerThatRejectsLogProbabilitiesIsAskedForGrades() {
    try (Judging judging =
        Judging.onEverything(
            request ->
                request.logProbabilities()
                    ? Reply.status(400)
                    : Reply.text(
                        list(right(request.question()).stream().map(a -> 10 * a).toList())))) {
      assertThat(auroc(judging.judge(EXAMPLES))).isEqualTo(1);
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("wrong JSON", text("[1,0,yes]"), FailureReason.NOT_PARSED, 1),
        Arguments.of("prose", text("All of them."), FailureReason.NOT_PARSED, 1),
        Arguments.of("short list", text("[1,0]"), FailureReason.WRONG_COUNT, 1),
        Arguments.of("long list", text("[1,0,1,0,1,0]"), FailureReason.WRONG_COUNT, 1),
        Arguments.of("empty reply", text(""), FailureReason.NO_ANSWER, 1),
        Arguments.of(
            "cut",
            new Reply.Text("Let me see: [1,0,1,0,1]", "length", true, 0.9),
            FailureReason.CUT,
            1),
        Arguments.of(
            "filtered", new Reply.Text("", "content_filter", true, 0.9), FailureReason.REFUSED, 1),
        Arguments.of("refused", new Reply.Refusal("I must not"), FailureReason.REFUSED, 1),
        Arguments.of("HTTP 429", Reply.status(429), FailureReason.RATE_LIMITED, 3),
        Arguments.of("HTTP 500", Reply.status(500), FailureReason.SERVER_ERROR, 3),
        Arguments.of("HTTP 408", Reply.status(408), FailureReason.TIMEOUT, 3),
        Arguments.of("HTTP 409", Reply.status(409), FailureReason.SERVER_ERROR, 3),
        Arguments.of(
            "not JSON",
            new Reply.Status(200, Map.of(), "<html>busy</html>"),
            FailureReason.SERVER_ERROR,
            3),
        Arguments.of("hang", new Reply.Hang(), FailureReason.TIMEOUT, 2),
        Arguments.of("dropped connection", new Reply.Drop(), FailureReason.CONNECTION, 3));
  }

  private static Reply text(String text) {
    return Reply.text(text);
  }

  /** The prompt with t7 gets the bad reply; the others are answered right. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void aBadReplyFailsItsExamplesAndNoOthers(
      String name, Reply bad, FailureReason reason, int sent) {
    try (Judging judging =
        Judging.on(request -> request.question().contains("« t7»") ? bad : answerRight(request))) {
      judging.requests =
          new RequestsSpec(8, bad instanceof Reply.Hang ? 1 : 5, sent == 1 ? 3 : sent);
      LanguageModelUsage usage;
      List<JudgeReply> replies;
      try (LanguageModelSession session = judging.open()) {
        replies = Judging.judge(session).judge(Judging.EXPLANATION, Judging.examples(EXAMPLES));
        usage = session.usage();
      }

      assertThat(replies).hasSize(EXAMPLES);
      assertThat(replies.subList(5, 10)).containsOnly(new JudgeReply.Failed(reason));
      assertThat(replies.subList(0, 5)).allMatch(JudgeReply.Scored.class::isInstance);
      assertThat(replies.subList(10, EXAMPLES)).allMatch(JudgeReply.Scored.class::isInstance);
      assertThat(usage.failures()).isEqualTo(Map.of(reason, 1L));
      assertThat(usage.requests()).isEqualTo(5);
      assertThat(judging.server.requests()).isEqualTo(1 + 4 + sent);
    }
  }

  @Test
  void aServerThatRecoversIsForgivenAndItsWordIsObeyed() {
    Function<Request, Reply> busyTwice =
        new Function<>() {
          private int refusals = 2;

          @Override
          public Reply apply(Request request) {
            return refusals-- > 0
                ? new Reply.Status(429, Map.of("Retry-After", "3"), "{}")
                : answerRight(request);
          }
        };
    try (Judging judging = Judging.on(busyTwice)) {
      judging.requests = new RequestsSpec(1, 5, 3);

      assertThat(auroc(judging.judge(EXAMPLES))).isEqualTo(1);
      assertThat(judging.pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
    }
  }

  @Test
  void aReplyThatUsesUpTheLimitHoldsTheNextRequestsBack() {
    String lastOne =
        """
        {"id": "1", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [
          {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "[1]"}}]}
        """;
    Map<String, String> usedUp =
        Map.of("x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "2s");
    try (Judging judging =
        Judging.onEverything(
            request ->
                request.question().contains("water")
                    ? new Reply.Status(200, usedUp, lastOne)
                    : Reply.text(list(right(request.question()))))) {
      judging.judge(EXAMPLES);

      assertThat(judging.pauses).containsExactly(Duration.ofSeconds(2));
    }
  }

  @Test
  void simulatorsAndIntruderJudgesReadTheirReplies() {
    try (Judging judging =
            Judging.onEverything(
                request ->
                    Reply.text(
                        request.question().contains("Text ")
                            ? "It is number [2]"
                            : request.question().contains("« t3»") ? "[0,10]" : "[0]"));
        LanguageModelSession session = judging.open()) {
      LanguageModelIntruderJudge intruder =
          new LanguageModelIntruderJudge(session.chat(), token -> " t" + token);
      LanguageModelSimulator simulator =
          new LanguageModelSimulator(session.chat(), token -> " t" + token);
      List<Example.Highlighted> shown =
          List.of(
              new Example.Highlighted(List.of(1), List.of(0)),
              new Example.Highlighted(List.of(2), List.of(0)));

      assertThat(intruder.choose(shown)).isEqualTo(new IntruderReply.Chosen(1));
      assertThat(intruder.choose(shown.subList(0, 1)))
          .isEqualTo(new IntruderReply.Failed(FailureReason.NOT_PARSED));
      assertThat(simulator.simulate(Judging.EXPLANATION, List.of(List.of(2, 3), List.of(4, 5))))
          .containsExactly(
              new SimulationReply.Simulated(new double[] {0, 10}),
              new SimulationReply.Failed(FailureReason.WRONG_COUNT));
    }
  }

  /** Naive: every pair, ties count one half. Even examples are the positives. */
  private static double auroc(List<JudgeReply> replies) {
    double won = 0;
    double pairs = 0;
    for (int p = 0; p < replies.size(); p += 2) {
      for (int n = 1; n < replies.size(); n += 2) {
        won +=
            (1
                    + Math.signum(
                        ((JudgeReply.Scored) replies.get(p)).score()
                            - ((JudgeReply.Scored) replies.get(n)).score()))
                / 2;
        pairs++;
      }
    }
    return won / pairs;
  }
}
