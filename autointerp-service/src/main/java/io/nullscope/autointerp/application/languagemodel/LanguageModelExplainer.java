package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.Explainer;
import io.nullscope.autointerp.domain.Explanation;
import io.nullscope.autointerp.domain.FailureReason;
import io.nullscope.autointerp.domain.PromptText;
import io.nullscope.autointerp.domain.TokenTexts;
import io.nullscope.autointerp.domain.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets a language model describe what the tokens have in common on which a latent fires.
 * Activations are shown as whole numbers from 1 to 10: ⌈10·a/m⌉, m the largest of the latent's
 * activations in the windows shown.
 */
public final class LanguageModelExplainer implements Explainer, Prompted {

  /** Longest explanation kept, in characters. */
  public static final int MAX_CHARACTERS = 1000;

  static final int LEVELS = 10;
  private static final int MAX_OUTPUT_TOKENS = 300;
  private static final Pattern MARKER = Pattern.compile("(?i)explanation[\\s*]{0,4}:[\\s*]{0,4}");

  private final ChatModel model;
  private final ShownText shown;
  private final Prompt prompt;
  private final boolean contrastive;

  /**
   * Explains.
   *
   * @param contrastive whether windows in which the latent is silent are shown as well
   */
  public LanguageModelExplainer(ChatModel model, TokenTexts texts, boolean contrastive) {
    this.model = model;
    this.shown = new ShownText(texts);
    this.contrastive = contrastive;
    this.prompt = Prompt.load(contrastive ? "explain_contrastive.v1" : "explain.v1");
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
   * Asks for an explanation.
   *
   * @throws IllegalArgumentException if the latent is silent in all windows
   * @throws LanguageModelException if the step cannot go on
   */
  @Override
  public Explanation explain(int latent, List<Window> firing, List<Window> silent) {
    float max = 0;
    for (Window window : firing) {
      max = Math.max(max, window.maxActivation());
    }
    if (max == 0) {
      throw new IllegalArgumentException(
          "latent %d is silent in all %d explanation windows: choose windows in which it fires"
              .formatted(latent, firing.size()));
    }
    ChatRequest request =
        prompt.words(
            Map.of(
                "examples",
                examples(firing, max),
                "counterexamples",
                contrastive ? counterexamples(silent) : ""),
            MAX_OUTPUT_TOKENS);
    Answer<String> answer = Asking.await(model.ask(request, LanguageModelExplainer::read));
    return answer instanceof Answer.Given<String> given
        ? new Explanation(given.value(), List.of())
        : Explanation.failed(((Answer.Failed<String>) answer).reason());
  }

  private String examples(List<Window> windows, float max) {
    StringJoiner lines = new StringJoiner("\n");
    for (int n = 0; n < windows.size(); n++) {
      Window window = windows.get(n);
      Set<Integer> active = new TreeSet<>();
      List<String> activations = new ArrayList<>();
      for (int i = 0; i < window.length(); i++) {
        if (window.activation(i) > 0) {
          active.add(i);
          activations.add(shown.marked(window.tokenId(i)) + " " + level(window.activation(i), max));
        }
      }
      lines.add("Example %d: %s".formatted(n + 1, text(window, active)));
      lines.add("Activations: " + String.join(", ", activations));
    }
    return lines.toString();
  }

  private String counterexamples(List<Window> windows) {
    return ShownText.numbered(
        "Counterexample", windows.stream().map(window -> text(window, Set.of())).toList());
  }

  private String text(Window window, Set<Integer> marked) {
    return shown.window(Arrays.stream(window.tokenIds()).boxed().toList(), marked);
  }

  /** ⌈10·a/max⌉, from 1 to 10 for activations above 0. */
  static int level(float activation, float max) {
    return (int) Math.min(LEVELS, Math.ceil((double) LEVELS * activation / max));
  }

  /** What comes after the last marker; all of it when the model forgot the marker. */
  static Answer<String> read(Completion reply) {
    if (reply.refused()) {
      return Answer.failed(FailureReason.REFUSED);
    }
    String text = Thoughts.without(reply.text());
    Matcher marker = MARKER.matcher(text);
    int start = 0;
    while (marker.find()) {
      start = marker.end();
    }
    String explanation = PlainText.line(text.substring(start), MAX_CHARACTERS);
    if (reply.finish() == Completion.Finish.LENGTH) {
      return Answer.failed(FailureReason.CUT);
    }
    return explanation.isEmpty()
        ? Answer.failed(FailureReason.NO_ANSWER)
        : Answer.given(explanation);
  }
}
