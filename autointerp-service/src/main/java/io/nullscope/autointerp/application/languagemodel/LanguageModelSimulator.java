package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.SimulationReply;
import io.nullscope.autointerp.domain.Simulator;
import io.nullscope.autointerp.domain.TokenTexts;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Lets a language model predict the activation on each token, 0 to 10, a window at a time. */
public final class LanguageModelSimulator implements Simulator, Prompted {

  private static final int PREAMBLE_TOKENS = 64;
  private static final int TOKENS_PER_ANSWER = 4;

  private final ChatModel model;
  private final ShownText shown;
  private final Prompt prompt = Prompt.load("simulation.v1");

  public LanguageModelSimulator(ChatModel model, TokenTexts texts) {
    this.model = model;
    this.shown = new ShownText(texts);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<PromptText> prompts() {
    return List.of(prompt.promptText());
  }

  /**
   * Simulates.
   *
   * @throws LanguageModelException if the step cannot go on
   */
  @Override
  public List<SimulationReply> simulate(Explanation explanation, List<List<Integer>> windows) {
    return Asking.await(
            windows.stream()
                .map(
                    window ->
                        model.ask(
                            request(explanation, window),
                            reply ->
                                NumberList.in(reply, window.size(), LanguageModelExplainer.LEVELS)))
                .toList())
        .stream()
        .map(LanguageModelSimulator::reply)
        .toList();
  }

  private ChatRequest request(Explanation explanation, List<Integer> window) {
    StringJoiner tokens = new StringJoiner("\n");
    for (int i = 0; i < window.size(); i++) {
      tokens.add((i + 1) + " " + shown.marked(window.get(i)));
    }
    return prompt.list(
        Map.of("explanation", ShownText.escape(explanation.text()), "examples", tokens.toString()),
        PREAMBLE_TOKENS + TOKENS_PER_ANSWER * window.size(),
        false);
  }

  private static SimulationReply reply(Answer<NumberList> answer) {
    return answer instanceof Answer.Given<NumberList> list
        ? new SimulationReply.Simulated(
            list.value().values().stream().mapToDouble(Integer::doubleValue).toArray())
        : new SimulationReply.Failed(((Answer.Failed<NumberList>) answer).reason());
  }
}
