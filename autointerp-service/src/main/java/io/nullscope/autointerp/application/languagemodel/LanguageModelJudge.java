package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.JudgeReply;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.study.DialectSpec.AnswerForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Lets a language model judge a few examples at a time.
 *
 * <p>With log-probabilities the model answers 1 or 0 for each example; the score is how sure it is
 * of the 1 ({@link AnswerProbabilities}), the prediction its answer. A single reply that comes
 * without them is scored by its answers. A server without them is asked for a grade from 0 to 10
 * instead, which is the score (divided by 10); above 5, which means "cannot tell", the prediction
 * is yes. Which of the two is decided once for a server ({@link ChatModel#answers}).
 *
 * <p>A reply that is empty, refused, cut, without a list, or with a list of another length fails
 * all examples of its prompt, because which number belongs to which example is unknown.
 */
public final class LanguageModelJudge implements Judge, Prompted {

  private static final int GRADES = 10;

  /** The grade that means "cannot tell". */
  private static final int UNDECIDED = 5;

  /** Room for a sentence before the list. */
  private static final int PREAMBLE_TOKENS = 64;

  private static final int TOKENS_PER_ANSWER = 8;

  private final ChatModel model;
  private final ShownText shown;
  private final int examplesPerPrompt;
  private final Map<String, PromptText> used = new ConcurrentSkipListMap<>();

  /**
   * Judges.
   *
   * @param examplesPerPrompt the most examples in one request
   */
  public LanguageModelJudge(ChatModel model, TokenTexts texts, int examplesPerPrompt) {
    if (examplesPerPrompt < 1) {
      throw new IllegalArgumentException(
          "%d examples per prompt: at least one expected".formatted(examplesPerPrompt));
    }
    this.model = model;
    this.shown = new ShownText(texts);
    this.examplesPerPrompt = examplesPerPrompt;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<PromptText> prompts() {
    return List.copyOf(used.values());
  }

  /**
   * Judges examples of one scorer.
   *
   * @throws IllegalArgumentException if fuzzing and detection examples are mixed
   * @throws LanguageModelException if the step cannot go on
   */
  @Override
  public List<JudgeReply> judge(Explanation explanation, List<Example> examples) {
    if (examples.isEmpty()) {
      return List.of();
    }
    AnswerForm form = model.answers();
    boolean graded = form == AnswerForm.GRADES;
    Prompt prompt = prompt(examples, graded);
    List<CompletableFuture<Answer<List<JudgeReply>>>> asked = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int start = 0; start < examples.size(); start += examplesPerPrompt) {
      List<Example> some =
          examples.subList(start, Math.min(examples.size(), start + examplesPerPrompt));
      sizes.add(some.size());
      ChatRequest request =
          prompt.list(
              Map.of(
                  "explanation", ShownText.escape(explanation.text()),
                  "examples",
                      ShownText.numbered("Text", some.stream().map(shown::example).toList())),
              PREAMBLE_TOKENS + TOKENS_PER_ANSWER * some.size(),
              form == AnswerForm.LOG_PROBABILITIES);
      asked.add(
          model.ask(
              request, reply -> graded ? graded(reply, some.size()) : binary(reply, some.size())));
    }
    List<Answer<List<JudgeReply>>> answers = Asking.await(asked);
    List<JudgeReply> replies = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      replies.addAll(replies(answers.get(i), sizes.get(i)));
    }
    return replies;
  }

  private Prompt prompt(List<Example> examples, boolean graded) {
    Set<Class<?>> kinds = examples.stream().map(Object::getClass).collect(Collectors.toSet());
    if (kinds.size() > 1) {
      throw new IllegalArgumentException(
          "fuzzing and detection examples are mixed: judge those of one scorer at a time");
    }
    String scorer = kinds.contains(Example.Highlighted.class) ? "fuzzing" : "detection";
    Prompt prompt = Prompt.load(scorer + (graded ? "_graded.v1" : ".v1"));
    used.putIfAbsent(prompt.promptText().id(), prompt.promptText());
    return prompt;
  }

  private static List<JudgeReply> replies(Answer<List<JudgeReply>> answer, int count) {
    if (answer instanceof Answer.Given<List<JudgeReply>> given) {
      return given.value();
    }
    FailureReason reason = ((Answer.Failed<List<JudgeReply>>) answer).reason();
    return Collections.nCopies(count, new JudgeReply.Failed(reason));
  }

  /** A reply without probabilities for its answers is scored by the answers themselves. */
  private static Answer<List<JudgeReply>> binary(Completion reply, int count) {
    Answer<NumberList> read = NumberList.in(reply, count, 1);
    if (!(read instanceof Answer.Given<NumberList> list)) {
      return Answer.failed(((Answer.Failed<NumberList>) read).reason());
    }
    List<Integer> answers = list.value().values();
    List<Double> scores =
        AnswerProbabilities.of(reply, list.value())
            .orElseGet(() -> answers.stream().map(Integer::doubleValue).toList());
    List<JudgeReply> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(new JudgeReply.Scored(scores.get(i), answers.get(i) == 1));
    }
    return Answer.given(List.copyOf(replies));
  }

  private static Answer<List<JudgeReply>> graded(Completion reply, int count) {
    Answer<NumberList> read = NumberList.in(reply, count, GRADES);
    return read instanceof Answer.Given<NumberList> list
        ? Answer.given(
            list.value().values().stream()
                .<JudgeReply>map(
                    grade -> new JudgeReply.Scored((double) grade / GRADES, grade > UNDECIDED))
                .toList())
        : Answer.failed(((Answer.Failed<NumberList>) read).reason());
  }
}
