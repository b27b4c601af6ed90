package io.nullscope.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How latents are explained and the explanations tested.
 *
 * @param latents latents sampled per SAE, uniformly among the eligible ones
 * @param windowLength tokens in a window; divides the context length
 * @param minActiveWindows windows in which a latent must fire to be eligible
 * @param explanationWindows windows shown to the explainer; never used as tests
 * @param positives test windows on which the latent fires, spread over ten deciles of activation
 * @param negatives test windows on which it does not, of each kind
 * @param negativeKinds how those are chosen; random among them
 * @param requests how language models are asked
 * @param budget what may be spent on them
 */
public record AutointerpSpec(
    int latents,
    ExplainerSpec explainer,
    JudgeSpec judge,
    List<Scorer> scorers,
    int windowLength,
    int minActiveWindows,
    int explanationWindows,
    int positives,
    int negatives,
    List<NegativeKind> negativeKinds,
    RequestsSpec requests,
    BudgetSpec budget) {
  /** Positives are drawn from this many equal parts of a latent's active windows. */
  public static final int DECILES = 10;

  public static final AutointerpSpec DEFAULT =
      new AutointerpSpec(
          100,
          ExplainerSpec.Lexical.DEFAULT,
          new JudgeSpec.Lexical(),
          List.of(Scorer.DETECTION, Scorer.FUZZING),
          32,
          60,
          40,
          50,
          50,
          List.of(NegativeKind.RANDOM),
          RequestsSpec.DEFAULT,
          BudgetSpec.NONE);

  public AutointerpSpec {
    Objects.requireNonNull(explainer, "explainer");
    Objects.requireNonNull(judge, "judge");
    Objects.requireNonNull(requests, "requests");
    Objects.requireNonNull(budget, "budget");
    scorers = Require.distinct(scorers, "autointerp.scorers");
    Require.atLeast(1, latents, "autointerp.latents");
    Require.atLeast(1, windowLength, "autointerp.windowLength");
    Require.atLeast(1, minActiveWindows, "autointerp.minActiveWindows");
    Require.atLeast(1, explanationWindows, "autointerp.explanationWindows");
    Require.atLeast(1, positives, "autointerp.positives");
    Require.atLeast(1, negatives, "autointerp.negatives");
    negativeKinds = Require.distinct(negativeKinds, "autointerp.negativeKinds");
  }

  /** The same with another explainer. */
  public AutointerpSpec withExplainer(ExplainerSpec other) {
    return new AutointerpSpec(
        latents,
        other,
        judge,
        scorers,
        windowLength,
        minActiveWindows,
        explanationWindows,
        positives,
        negatives,
        negativeKinds,
        requests,
        budget);
  }

  /**
   * How many scores of latents get a verdict about each null: one for each scorer, one for each
   * further kind of negatives, and what a language model adds to the lexical baseline.
   */
  public int scores() {
    int scores = 0;
    for (Scorer scorer : scorers) {
      boolean negatives = scorer == Scorer.DETECTION || scorer == Scorer.FUZZING;
      boolean baseline = scorer != Scorer.EMBEDDING && judge instanceof JudgeSpec.OpenAi;
      scores += 1 + (negatives ? negativeKinds.size() - 1 : 0) + (baseline ? 1 : 0);
    }
    return scores;
  }

  /** The language models that the study asks, the explainer's first; at most two. */
  public List<LanguageModelSpec> languageModels() {
    List<LanguageModelSpec> models = new ArrayList<>();
    if (explainer instanceof ExplainerSpec.OpenAi openAi) {
      models.add(openAi.languageModel());
    }
    if (judge instanceof JudgeSpec.OpenAi openAi && !models.contains(openAi.languageModel())) {
      models.add(openAi.languageModel());
    }
    return List.copyOf(models);
  }
}
