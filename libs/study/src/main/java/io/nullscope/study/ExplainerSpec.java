package io.nullscope.study;

import java.util.Objects;

/** Who explains latents. */
public sealed interface ExplainerSpec {
  /** The name used in study files and events. */
  String kind();

  /**
   * The explainer that needs no language model: the smallest set of tokens that covers a share of
   * the latent's activation mass.
   *
   * @param coverage share of the activation mass to cover, above 0 and at most 1
   * @param maxTokens most tokens in an explanation
   */
  record Lexical(double coverage, int maxTokens) implements ExplainerSpec {
    public static final String KIND = "lexical";
    public static final Lexical DEFAULT = new Lexical(0.8, 20);

    public Lexical {
      Require.positive(coverage, "autointerp.explainer.coverage");
      Require.between(0, 1, coverage, "autointerp.explainer.coverage");
      Require.atLeast(1, maxTokens, "autointerp.explainer.maxTokens");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * A language model reads the explanation windows.
   *
   * @param contrastive whether it sees windows in which the latent is silent, too
   */
  record OpenAi(LanguageModelSpec languageModel, boolean contrastive) implements ExplainerSpec {
    public static final String KIND = "openai";

    /** Silent windows that a contrastive explainer sees. */
    public static final int CONTRAST_WINDOWS = 10;

    public OpenAi {
      Objects.requireNonNull(languageModel, "languageModel");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * Explanations from elsewhere, imported.
   *
   * @param explanations source of the file, for example {@code file:explanations.jsonl}
   */
  record None(String explanations) implements ExplainerSpec {
    public static final String KIND = "none";

    public None {
      Objects.requireNonNull(explanations, "explanations");
    }

    @Override
    public String kind() {
      return KIND;
    }
  }
}
