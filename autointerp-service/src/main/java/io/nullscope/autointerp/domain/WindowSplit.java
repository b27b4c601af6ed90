package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * The windows of one latent that are used, by index in the window grid; all different.
 *
 * @param explanation windows shown to the explainer, ascending
 * @param contrast silent windows shown to the explainer, ascending
 * @param positives test windows in which the latent fires, by decile and then by window maximum
 * @param negatives test windows in which it is silent, ascending
 */
public record WindowSplit(
    List<Long> explanation, List<Long> contrast, List<Test> positives, List<Test> negatives) {

  /** Copies the lists. */
  public WindowSplit {
    explanation = List.copyOf(explanation);
    contrast = List.copyOf(contrast);
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
  }

  /**
   * One test window.
   *
   * @param window index in the window grid
   * @param decile decile of the window's maximum, 0 (weakest) to 9; {@link SplitRule#NO_DECILE} for
   *     a negative
   */
  public record Test(long window, int decile) {}
}
