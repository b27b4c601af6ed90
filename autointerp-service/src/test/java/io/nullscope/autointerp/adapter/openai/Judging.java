package io.nullscope.autointerp.adapter.openai;

import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.autointerp.application.languagemodel.LanguageModelJudge;
import io.nullscope.autointerp.application.languagemodel.LanguageModelSession;
import io.nullscope.autointerp.application.languagemodel.LanguageModels;
import io.nullscope.autointerp.application.languagemodel.Spending;
import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.study.DialectSpec;
import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;
import io.nullscope.testing.ScriptedLanguageModel;
import io.nullscope.testing.ScriptedLanguageModel.Reply;
import io.nullscope.testing.ScriptedLanguageModel.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A judge on a scripted server. A token is a word {@code tN}; the latent fires on even N; the
 * server that answers right knows it.
 */
final class Judging implements AutoCloseable {

  static final Explanation EXPLANATION = new Explanation("even numbers", List.of());
  static final int PER_PROMPT = 5;

  final ScriptedLanguageModel server;
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  ObjectStore store = new InMemoryObjectStore();
  RequestsSpec requests = new RequestsSpec(8, 5, 3);
  Spending spending = Spending.unlimited();
  Optional<LanguageModelSpec.Prices> prices = Optional.empty();
  Optional<String> apiKeyEnv = Optional.empty();
  Function<String, String> environment = name -> null;
  DialectSpec dialect = DialectSpec.AUTO;

  private Judging(Function<Request, Reply> script) {
    this.server = ScriptedLanguageModel.start(Duration.ZERO, script);
  }

  /** A server that answers the examples by a script, and the probe as a model would. */
  static Judging on(Function<Request, Reply> script) {
    return new Judging(
        request ->
            request.question().contains("water") ? Reply.text("[1]") : script.apply(request));
  }

  static Judging onEverything(Function<Request, Reply> script) {
    return new Judging(script);
  }

  LanguageModelSession open() {
    return models().open(spec(), requests, spending, "sae-1");
  }

  AnswerForm answers() {
    return models().answers(spec(), requests);
  }

  private LanguageModels models() {
    return new OpenAiLanguageModels(
        store,
        new ApiKeys(
            name -> name.endsWith("_URL") ? server.baseUrl() : environment.apply(name),
            Optional.empty()),
        duration -> {
          pauses.add(duration);
          return CompletableFuture.completedFuture(null);
        });
  }

  private LanguageModelSpec spec() {
    return new LanguageModelSpec(server.baseUrl(), "scripted", apiKeyEnv, 0, prices, dialect);
  }

  static LanguageModelJudge judge(LanguageModelSession session) {
    return new LanguageModelJudge(session.chat(), token -> " t" + token, PER_PROMPT);
  }

  static List<Example> examples(int count) {
    return IntStream.range(0, count)
        .<Example>mapToObj(n -> new Example.Highlighted(List.of(9001, n), List.of(1)))
        .toList();
  }

  /** Judges in a session of its own. */
  List<JudgeReply> judge(int count) {
    try (LanguageModelSession session = open()) {
      return judge(session).judge(EXPLANATION, examples(count));
    }
  }

  /** The right answers to the marked tokens of a question. */
  static List<Integer> right(String question) {
    List<Integer> answers = new ArrayList<>();
    question
        .lines()
        .filter(line -> line.startsWith("Text "))
        .forEach(
            line ->
                answers.add(
                    1
                        - Integer.parseInt(
                                line.substring(line.indexOf("« t") + 3, line.indexOf('»')))
                            % 2));
    return answers;
  }

  static String list(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  static Reply answerRight(Request request) {
    return Reply.text(list(right(request.question())));
  }

  @Override
  public void close() {
    server.close();
  }
}
