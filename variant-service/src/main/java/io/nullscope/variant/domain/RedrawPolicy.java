package io.nullscope.variant.domain;

/**
 * What the paper leaves open about re-randomisation.
 *
 * @param norms redraw gains and biases of norms too; the authors' stored configuration keeps them
 * @param biases redraw the biases of linear layers; the authors' code does
 */
public record RedrawPolicy(boolean norms, boolean biases) {}
