package io.nullscope.autointerp.domain;

import java.util.List;

/** What a judge gets to see of a test window: the tokens, never the activations or the label. */
public sealed interface Example {

  /** Vocabulary ids of the window, in order. */
  List<Integer> tokenIds();

  /**
   * Detection: does the latent fire anywhere in this window?
   *
   * @param tokenIds vocabulary ids of the window
   */
  record Plain(List<Integer> tokenIds) implements Example {

    /** Copies the list. */
    public Plain {
      tokenIds = List.copyOf(tokenIds);
    }
  }

  /**
   * Fuzzing: does the latent fire on the highlighted tokens of this window?
   *
   * @param tokenIds vocabulary ids of the window
   * @param highlighted positions in the window, ascending, at least one
   */
  record Highlighted(List<Integer> tokenIds, List<Integer> highlighted) implements Example {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if nothing is highlighted, or a highlight lies outside the
     *     window or out of order
     */
    public Highlighted {
      tokenIds = List.copyOf(tokenIds);
      highlighted = List.copyOf(highlighted);
      if (highlighted.isEmpty()) {
        throw new IllegalArgumentException(
            "a fuzzing example has no highlighted token: highlight at least one");
      }
      int last = -1;
      for (int position : highlighted) {
        if (position <= last || position >= tokenIds.size()) {
          throw new IllegalArgumentException(
              "highlights %s are not ascending positions of a window of %d tokens"
                  .formatted(highlighted, tokenIds.size()));
        }
        last = position;
      }
    }
  }
}
