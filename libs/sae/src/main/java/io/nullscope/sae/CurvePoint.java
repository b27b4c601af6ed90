package io.nullscope.sae;

/**
 * Means over the steps of one interval of a training.
 *
 * @param steps steps done at the end of the interval
 * @param learningRate mean learning rate
 * @param fvu mean fraction of variance unexplained
 * @param l0 mean active latents per token
 * @param deadFraction share of dead latents at the end of the interval
 */
public record CurvePoint(
    long steps, double learningRate, double fvu, double l0, double deadFraction) {}
