package io.nullscope.metrics.domain;

/**
 * Latents of one SAE with one score each.
 *
 * @param scores finite
 * @param covariates what the latents are matched by, one for each score
 */
public record ScoredGroup(double[] scores, double[] covariates) {

  public ScoredGroup {
    Lengths.require("covariates of latents", scores.length, covariates.length);
  }

  public int size() {
    return scores.length;
  }
}
