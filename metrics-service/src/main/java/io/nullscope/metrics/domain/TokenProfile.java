package io.nullscope.metrics.domain;

/**
 * How the activation of one latent has to do with the current token, over all interpretation tokens
 * that count; measured where the latents are scored.
 *
 * @param entropy of its activation mass over token ids, in nats, corrected for the bias of few
 *     firings; NaN when it fires in fewer than two contexts
 * @param topMass share of its mass on its strongest token
 * @param distinctTokens token ids on which it fires
 * @param determinedShare share of the variance of its activation that the current token alone
 *     explains, without bias, so it may be a little below 0; NaN when the activation does not vary
 */
public record TokenProfile(
    double entropy, double topMass, long distinctTokens, double determinedShare) {

  /** Of latents that an earlier version scored. */
  public static final TokenProfile UNKNOWN =
      new TokenProfile(Double.NaN, Double.NaN, 0, Double.NaN);
}
