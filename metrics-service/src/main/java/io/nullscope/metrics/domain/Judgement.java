package io.nullscope.metrics.domain;

import java.util.List;

/**
 * The judge's answer on one window.
 *
 * @param scorer fuzzing or detection
 * @param positive the latent really fires on the window (or the highlighted tokens)
 * @param decile decile of the window's maximum, 0 (weakest) to 9; -1 for negatives
 * @param score higher means "more likely to fit the explanation"; meaningless when failed
 * @param predicted the judge's yes or no; meaningless when failed
 * @param failed the judge gave no usable answer
 * @param highlighted marked positions (fuzzing only)
 */
public record Judgement(
    String scorer,
    boolean positive,
    int decile,
    double score,
    boolean predicted,
    boolean failed,
    ContextWindow window,
    List<Integer> highlighted) {

  public Judgement {
    highlighted = List.copyOf(highlighted);
  }
}
