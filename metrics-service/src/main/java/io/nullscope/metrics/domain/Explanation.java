package io.nullscope.metrics.domain;

import java.util.List;

/** What a latent is said to stand for. */
public record Explanation(String text, List<WeightedToken> tokens) {

  public Explanation {
    tokens = List.copyOf(tokens);
  }
}
