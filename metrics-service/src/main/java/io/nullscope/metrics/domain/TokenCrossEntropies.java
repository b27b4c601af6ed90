package io.nullscope.metrics.domain;

/**
 * Next-token cross-entropies of n tokens in nats; every array has length n.
 *
 * @param documents document of the token from which the next one is predicted
 * @param clean the model as it is
 * @param spliced with x̂ in the place of x, at the positions that count
 * @param zeroAblated with zeros in the place of x, at the positions that count
 */
public record TokenCrossEntropies(
    int[] documents, double[] clean, double[] spliced, double[] zeroAblated) {

  public TokenCrossEntropies {
    Lengths.require("clean", documents.length, clean.length);
    Lengths.require("spliced", documents.length, spliced.length);
    Lengths.require("zeroAblated", documents.length, zeroAblated.length);
  }
}
