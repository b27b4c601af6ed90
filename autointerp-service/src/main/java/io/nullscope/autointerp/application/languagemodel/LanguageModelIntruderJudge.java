package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.Example;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.IntruderJudge;
import io.nullscope.autointerp.domain.IntruderReply;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.TokenTexts;
import java.util.List;
import java.util.Map;

/** Lets a language model name the window whose marked tokens do not belong to the others'. */
public final class LanguageModelIntruderJudge implements IntruderJudge, Prompted {

  private static final int MAX_OUTPUT_TOKENS = 64;

  private final ChatModel model;
  private final ShownText shown;
  private final Prompt prompt = Prompt.load("intruder.v1");

  public LanguageModelIntruderJudge(ChatModel model, TokenTexts texts) {
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
   * Chooses.
   *
   * @throws LanguageModelException if the step cannot go on
   */
  @Override
  public IntruderReply choose(List<Example.Highlighted> windows) {
    ChatRequest request =
        prompt.list(
            Map.of(
                "examples",
                ShownText.numbered("Text", windows.stream().map(shown::example).toList())),
            MAX_OUTPUT_TOKENS,
            false);
    Answer<NumberList> answer =
        Asking.await(model.ask(request, reply -> NumberList.in(reply, 1, windows.size())));
    if (!(answer instanceof Answer.Given<NumberList> list)) {
      return new IntruderReply.Failed(((Answer.Failed<NumberList>) answer).reason());
    }
    int position = list.value().values().get(0) - 1;
    return position < 0
        ? new IntruderReply.Failed(FailureReason.NOT_PARSED)
        : new IntruderReply.Chosen(position);
  }
}
