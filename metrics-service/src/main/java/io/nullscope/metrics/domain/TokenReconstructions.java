package io.nullscope.metrics.domain;

/**
 * What the second pass over the evaluation tokens finds out about n tokens; every array has length
 * n.
 *
 * @param documents document of each token
 * @param squaredErrors |x - x̂|²
 * @param squaredNorms |x|²
 * @param centredSquares |x - mean|², mean over the whole evaluation set
 * @param cosines cosine between x and x̂; NaN where one of them is the zero vector
 * @param activeLatents number of latents above zero
 * @param activationSums sum of the latent activations
 */
public record TokenReconstructions(
    int[] documents,
    double[] squaredErrors,
    double[] squaredNorms,
    double[] centredSquares,
    double[] cosines,
    double[] activeLatents,
    double[] activationSums) {

  public TokenReconstructions {
    Lengths.require("squaredErrors", documents.length, squaredErrors.length);
    Lengths.require("squaredNorms", documents.length, squaredNorms.length);
    Lengths.require("centredSquares", documents.length, centredSquares.length);
    Lengths.require("cosines", documents.length, cosines.length);
    Lengths.require("activeLatents", documents.length, activeLatents.length);
    Lengths.require("activationSums", documents.length, activationSums.length);
  }
}
