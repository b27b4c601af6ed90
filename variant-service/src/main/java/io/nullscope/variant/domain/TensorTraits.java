package io.nullscope.variant.domain;

/**
 * A tensor as the rules see it.
 *
 * @param role what it is for
 * @param initialMean value at initialisation: 1 for norm gains, else 0
 * @param initialStandardDeviation spread at initialisation in the model's family; 0 for constants
 */
public record TensorTraits(TensorRole role, double initialMean, double initialStandardDeviation) {}
