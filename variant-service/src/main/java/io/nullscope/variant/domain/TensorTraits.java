package io.nullscope.variant.domain;

import java.util.Objects;

/**
 * A tensor as the rules see it.
 *
 * @param role what it is for
 * @param depth where the forward pass meets it first: 0 before the blocks, n + 1 in block n, one
 *     more than the last block after them
 * @param initialMean value at initialisation: 1 for norm gains, else 0
 * @param initialStandardDeviation spread at initialisation in the model's family; 0 for constants
 * @param layout how its entries lie
 */
public record TensorTraits(
    TensorRole role,
    int depth,
    double initialMean,
    double initialStandardDeviation,
    Layout layout) {

  public TensorTraits {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(layout, "layout");
  }
}
