package io.nullscope.autointerp.domain;

/**
 * One token of an explanation.
 *
 * @param tokenId vocabulary id
 * @param text the token's text
 * @param weight share of the latent's activation mass in the explanation windows, above 0 and at
 *     most 1
 */
public record WeightedToken(int tokenId, String text, double weight) {

  /** Checks the range of the weight. */
  public WeightedToken {
    if (!(weight > 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "token %d has weight %s: a share lies above 0 and at most 1".formatted(tokenId, weight));
    }
  }
}
