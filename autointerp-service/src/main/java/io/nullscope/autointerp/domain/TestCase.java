package io.nullscope.autointerp.domain;

import java.util.Arrays;
import java.util.List;

/**
 * One test window as one scorer poses it, with the answer.
 *
 * @param positive whether the latent really fires on it
 * @param decile decile of the window's maximum, 0 (weakest) to 9; {@link SplitRule#NO_DECILE} for a
 *     negative
 * @param window the tokens and the true activations
 * @param highlighted positions in the window, ascending; empty for detection
 */
public record TestCase(boolean positive, int decile, Window window, List<Integer> highlighted) {

  /** Copies the list. */
  public TestCase {
    highlighted = List.copyOf(highlighted);
  }

  /** What the judge gets to see. */
  public Example example() {
    List<Integer> tokenIds = Arrays.stream(window.tokenIds()).boxed().toList();
    return highlighted.isEmpty()
        ? new Example.Plain(tokenIds)
        : new Example.Highlighted(tokenIds, highlighted);
  }
}
