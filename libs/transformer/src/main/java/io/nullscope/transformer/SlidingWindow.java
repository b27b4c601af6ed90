package io.nullscope.transformer;

import java.util.List;

/**
 * Attention that reaches back only so far: a position sees itself and the {@code tokens} - 1
 * positions before it. See Beltagy et al. 2020, arXiv 2004.05150.
 *
 * @param tokens at least 1
 * @param layers the blocks that attend so, ascending; all others see the whole context
 */
public record SlidingWindow(int tokens, List<Integer> layers) {

  public SlidingWindow {
    layers = List.copyOf(layers);
  }
}
