package io.nullscope.variant.domain;

/**
 * What the paper leaves open about re-randomisation.
 *
 * @param norms redraw gains and biases of norms too; the authors' stored configuration keeps them
 * @param biases what happens to the biases of linear layers; the authors' code redraws them
 * @param scope which entries share moments; in the authors' code all of a tensor
 * @param unbiased n − 1 in the denominator of the variance, as in the authors' code, else n
 */
public record RedrawPolicy(boolean norms, BiasRule biases, MomentScope scope, boolean unbiased) {}
