package io.nullscope.autointerp.domain;

/**
 * How the activation of one latent has to do with the current token, over all positions of the
 * interpretation tokens that count.
 *
 * @param entropy of its activation mass over token ids, in nats, corrected for the bias of few
 *     firings; NaN when it fires in fewer than two contexts
 * @param topMass share of its mass on its strongest token; NaN when it never fires
 * @param distinctTokens token ids on which it fires
 * @param determinedShare share of the variance of its activation that the current token alone
 *     explains, without bias, so it may be a little below 0; NaN when the activation does not vary
 */
public record TokenProfile(
    double entropy, double topMass, int distinctTokens, double determinedShare) {}
