package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SplitRule;
import java.util.List;

/**
 * How many latents are scored, on which windows and by which scorers.
 *
 * @param latents latents to sample, at most
 * @param windowLength tokens per window (L); divides the context length
 * @param minActiveWindows active windows that make a latent eligible, at least two
 * @param split how a latent's windows are shared out
 * @param scorers how the explanations are tested, each at most once
 * @param negativeKinds kinds of negatives, {@code split.negatives()} of each; random among them
 */
public record ScoringSettings(
    int latents,
    int windowLength,
    int minActiveWindows,
    SplitRule split,
    List<Scorer> scorers,
    List<NegativeKind> negativeKinds) {

  /** Checks the ranges. */
  public ScoringSettings {
    scorers = List.copyOf(scorers);
    negativeKinds = List.copyOf(negativeKinds);
    if (latents < 1) {
      throw new IllegalArgumentException(
          "%d latents to score: ask for at least one".formatted(latents));
    }
    if (minActiveWindows < 2) {
      throw new IllegalArgumentException(
          "%d active windows cannot be split into explanation and test: ask for at least two"
              .formatted(minActiveWindows));
    }
    if (scorers.isEmpty() || scorers.stream().distinct().count() < scorers.size()) {
      throw new IllegalArgumentException(
          "scorers %s: name each once, and at least one".formatted(scorers));
    }
    if (!negativeKinds.contains(NegativeKind.RANDOM)
        || negativeKinds.stream().distinct().count() < negativeKinds.size()) {
      throw new IllegalArgumentException(
          "kinds of negatives %s: name each once, and %s among them"
              .formatted(negativeKinds, NegativeKind.RANDOM));
    }
  }

  boolean asksFor(NegativeKind kind) {
    return negativeKinds.contains(kind);
  }

  boolean asksFor(Scorer scorer) {
    return scorers.contains(scorer);
  }
}
