package io.nullscope.metrics.domain;

import java.util.List;

/**
 * A latent that was sampled, explained and judged.
 *
 * @param explanationWindows windows that were shown to the explainer
 * @param judgements one for each scorer and test window
 * @param activeWindows windows of the interpretation tokens in which it fires
 * @param activeTokens tokens at which it fires
 * @param maxActivation its largest activation on the interpretation tokens
 */
public record ScoredLatent(
    int index,
    Explanation explanation,
    List<ContextWindow> explanationWindows,
    List<Judgement> judgements,
    long activeWindows,
    long activeTokens,
    double maxActivation) {

  public ScoredLatent {
    explanationWindows = List.copyOf(explanationWindows);
    judgements = List.copyOf(judgements);
  }
}
