package io.nullscope.study;

/**
 * Estimates of what one SAE's interpretation asks of language models.
 *
 * <p>The tokenizer of the language model is not known here. A token of the studied model counts as
 * one token of the language model, which is right for two tokenizers of the same language and size;
 * the text of prompts counts by its characters. Sizes of the prompts are those of
 * autointerp-service, and a test there holds the two together.
 */
public final class LanguageModelCosts {
  /** English prose in the tokenizers of current models. */
  private static final double CHARACTERS_PER_TOKEN = 4.4;

  /** Role and delimiters of a message in usual chat templates. */
  private static final double MESSAGE_TOKENS = 4;

  /** {@code "Text 3: "} or {@code "Example 3: "}, and the line break. */
  private static final double LINE_TOKENS = 5;

  /** The two marks around a token. */
  private static final double MARK_TOKENS = 2;

  /** Tokens highlighted in a window: those of a latent that fires on one token in twenty. */
  private static final double HIGHLIGHTS = 2;

  /** A token repeated with its activation: {@code « token» 7,}. */
  private static final double ACTIVATION_TOKENS = 6;

  /** {@code 12 « token»} and the line break. */
  private static final double SIMULATED_TOKEN_TOKENS = 5;

  private static final double SENTENCE_TOKENS = 30;
  private static final double LEXICAL_TOKEN_TOKENS = 3;
  private static final double SHOWN_BY_INTRUDER = 5;

  /** What does not depend on the study in a prompt: instruction and worked examples. */
  enum Fixed {
    EXPLAIN(1552, 6),
    EXPLAIN_CONTRASTIVE(1537, 6),
    DETECTION(1016, 6),
    FUZZING(1121, 6),
    SIMULATION(849, 4),
    INTRUDER(805, 4);

    private final int characters;
    private final int messages;

    Fixed(int characters, int messages) {
      this.characters = characters;
      this.messages = messages;
    }

    double tokens() {
      return characters / CHARACTERS_PER_TOKEN + messages * MESSAGE_TOKENS;
    }
  }

  private LanguageModelCosts() {}

  /**
   * What the interpretation of one SAE asks.
   *
   * @param latents latents that are scored
   */
  public static LanguageModelCost perSae(AutointerpSpec spec, int latents) {
    LanguageModelCost cost = LanguageModelCost.NONE;
    if (spec.explainer() instanceof ExplainerSpec.OpenAi explainer) {
      cost = cost.plus(explanations(spec, explainer, latents));
    }
    if (spec.judge() instanceof JudgeSpec.OpenAi judge) {
      for (Scorer scorer : spec.scorers()) {
        cost = cost.plus(judgements(spec, judge, scorer, latents));
      }
    }
    return cost;
  }

  private static LanguageModelCost explanations(
      AutointerpSpec spec, ExplainerSpec.OpenAi explainer, int latents) {
    double window = spec.windowLength() + LINE_TOKENS;
    double active = window + LINE_TOKENS + HIGHLIGHTS * (MARK_TOKENS + ACTIVATION_TOKENS);
    Fixed fixed = explainer.contrastive() ? Fixed.EXPLAIN_CONTRASTIVE : Fixed.EXPLAIN;
    double input =
        fixed.tokens()
            + spec.explanationWindows() * active
            + (explainer.contrastive() ? ExplainerSpec.OpenAi.CONTRAST_WINDOWS * window : 0);
    return LanguageModelCost.of(explainer.languageModel(), latents, input, SENTENCE_TOKENS);
  }

  private static LanguageModelCost judgements(
      AutointerpSpec spec, JudgeSpec.OpenAi judge, Scorer scorer, int latents) {
    LanguageModelSpec model = judge.languageModel();
    double window = spec.windowLength() + LINE_TOKENS;
    double marked = window + HIGHLIGHTS * MARK_TOKENS;
    // A single latent has no other whose explanation could be shuffled in.
    boolean shuffled = latents > 1;
    return switch (scorer) {
      case DETECTION -> shown(spec, judge, Fixed.DETECTION, window, latents, shuffled);
      case FUZZING -> shown(spec, judge, Fixed.FUZZING, marked, latents, shuffled);
      case SIMULATION -> {
        double windows = spec.positives() + Math.min(spec.positives(), spec.negatives());
        yield LanguageModelCost.of(
            model,
            latents * windows * (shuffled ? 2 : 1),
            Fixed.SIMULATION.tokens()
                + explanationTokens(spec)
                + spec.windowLength() * SIMULATED_TOKEN_TOKENS,
            2.0 * spec.windowLength() + 1);
      }
      case INTRUDER ->
          LanguageModelCost.of(
              model,
              (double) latents * AutointerpSpec.DECILES,
              Fixed.INTRUDER.tokens() + SHOWN_BY_INTRUDER * marked,
              3);
      case EMBEDDING -> LanguageModelCost.NONE;
    };
  }

  private static LanguageModelCost shown(
      AutointerpSpec spec,
      JudgeSpec.OpenAi judge,
      Fixed fixed,
      double exampleTokens,
      int latents,
      boolean shuffled) {
    int own = spec.positives() + spec.negatives() * spec.negativeKinds().size();
    int core = shuffled ? spec.positives() + spec.negatives() : 0;
    int perPrompt = judge.examplesPerPrompt();
    double prompts = (double) latents * (ceil(own, perPrompt) + ceil(core, perPrompt));
    double examples = (double) latents * (own + core) / prompts;
    return LanguageModelCost.of(
        judge.languageModel(),
        prompts,
        fixed.tokens() + explanationTokens(spec) + examples * exampleTokens,
        2 * examples + 1);
  }

  private static int ceil(int examples, int perPrompt) {
    return (examples + perPrompt - 1) / perPrompt;
  }

  private static double explanationTokens(AutointerpSpec spec) {
    return spec.explainer() instanceof ExplainerSpec.Lexical lexical
        ? lexical.maxTokens() * LEXICAL_TOKEN_TOKENS
        : SENTENCE_TOKENS;
  }
}
