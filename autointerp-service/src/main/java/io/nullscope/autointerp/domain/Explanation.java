package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * What a latent is said to respond to.
 *
 * @param text for people and for language-model judges
 * @param tokens the tokens it responds to, heaviest first; empty when the explainer only writes
 *     text
 */
public record Explanation(String text, List<WeightedToken> tokens) {

  /** Copies the list. */
  public Explanation {
    tokens = List.copyOf(tokens);
  }
}
