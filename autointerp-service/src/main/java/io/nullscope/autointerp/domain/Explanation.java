package io.nullscope.autointerp.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a latent is said to respond to.
 *
 * @param text for people and for language-model judges; empty when the explainer failed
 * @param tokens the tokens it responds to, heaviest first; empty when the explainer only writes
 *     text
 * @param failure why there is no explanation; empty when there is one
 */
public record Explanation(
    String text, List<WeightedToken> tokens, Optional<FailureReason> failure) {

  /** Copies the list. */
  public Explanation {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(failure, "failure");
    tokens = List.copyOf(tokens);
  }

  /** An explanation that the explainer gave. */
  public Explanation(String text, List<WeightedToken> tokens) {
    this(text, tokens, Optional.empty());
  }

  /** No explanation, for a reason. */
  public static Explanation failed(FailureReason reason) {
    return new Explanation("", List.of(), Optional.of(reason));
  }
}
