package io.nullscope.metrics.domain;

import java.util.List;

/**
 * What a latent is said to stand for. The text may come from a language model: it is not to be
 * trusted.
 *
 * @param failure why the explainer gave no usable explanation; "" when it did
 */
public record Explanation(String text, List<WeightedToken> tokens, String failure) {

  public Explanation {
    tokens = List.copyOf(tokens);
  }

  public boolean failed() {
    return !failure.isEmpty();
  }
}
