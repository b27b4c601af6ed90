package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * One latent, explained and judged.
 *
 * @param index index of the latent in its SAE
 * @param explanation what it is said to respond to
 * @param explanationWindows the windows that the explainer saw, in corpus order
 * @param judgements by scorer in the order of the study, then positives by decile, then negatives
 * @param activeWindows windows of the corpus in which it fires
 * @param activeTokens token positions of the corpus at which it fires
 * @param maxActivation largest activation over the corpus
 */
public record ScoredLatent(
    int index,
    Explanation explanation,
    List<Window> explanationWindows,
    List<Judgement> judgements,
    long activeWindows,
    long activeTokens,
    double maxActivation) {

  /** Copies the lists. */
  public ScoredLatent {
    explanationWindows = List.copyOf(explanationWindows);
    judgements = List.copyOf(judgements);
  }
}
