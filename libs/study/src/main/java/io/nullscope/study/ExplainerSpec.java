package io.nullscope.study;

/** Who explains latents and judges explanations. */
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
}
