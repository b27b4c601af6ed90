package io.nullscope.metrics.domain;

import java.util.List;

/**
 * A window that an explanation is tested on.
 *
 * @param positive the latent really fires on it
 * @param decile decile of the window's maximum, 0 (weakest) to 9; -1 for negatives
 * @param negatives how a negative was chosen, one of {@link #KINDS}; "" for positives
 * @param matchedPositive index of the positive that a negative was made for, among the test windows
 *     of the latent; -1 for positives
 */
public record TestWindow(
    ContextWindow window, boolean positive, int decile, String negatives, int matchedPositive) {

  /** Negatives that are drawn uniformly: those of the main metrics. */
  public static final String RANDOM = "random";

  /** Negatives in which a positive's strongest token occurs. */
  public static final String SAME_TOKEN = "same-token";

  /** Ways to choose negatives, in the order of reports. */
  public static final List<String> KINDS =
      List.of(RANDOM, SAME_TOKEN, "co-active", "decoder-neighbour", "nearest");

  public TestWindow {
    if (positive != negatives.isEmpty()) {
      throw new IllegalArgumentException(
          positive
              ? "a positive test window cannot be a negative of kind '" + negatives + "'"
              : "a negative test window must say how it was chosen: one of " + KINDS);
    }
    if (!positive && !KINDS.contains(negatives)) {
      throw new IllegalArgumentException(
          "unknown kind of negatives '" + negatives + "'; known are " + KINDS);
    }
  }
}
