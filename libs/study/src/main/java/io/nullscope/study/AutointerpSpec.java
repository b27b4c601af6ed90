package io.nullscope.study;

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
 * @param negatives test windows on which it does not
 */
public record AutointerpSpec(
    int latents,
    ExplainerSpec explainer,
    List<Scorer> scorers,
    int windowLength,
    int minActiveWindows,
    int explanationWindows,
    int positives,
    int negatives) {
  /** Positives are drawn from this many equal parts of a latent's active windows. */
  public static final int DECILES = 10;

  public static final AutointerpSpec DEFAULT =
      new AutointerpSpec(
          100,
          ExplainerSpec.Lexical.DEFAULT,
          List.of(Scorer.DETECTION, Scorer.FUZZING),
          32,
          60,
          40,
          50,
          50);

  public AutointerpSpec {
    Objects.requireNonNull(explainer, "explainer");
    scorers = Require.distinct(scorers, "autointerp.scorers");
    Require.atLeast(1, latents, "autointerp.latents");
    Require.atLeast(1, windowLength, "autointerp.windowLength");
    Require.atLeast(1, minActiveWindows, "autointerp.minActiveWindows");
    Require.atLeast(1, explanationWindows, "autointerp.explanationWindows");
    Require.atLeast(1, positives, "autointerp.positives");
    Require.atLeast(1, negatives, "autointerp.negatives");
  }
}
