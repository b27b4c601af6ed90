package io.nullscope.metrics.domain;

/**
 * A token of an explanation.
 *
 * @param weight share of the latent's activation mass in the explanation windows, 0..1
 */
public record WeightedToken(int tokenId, String text, double weight) {}
