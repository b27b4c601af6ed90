package io.nullscope.metrics.domain;

/**
 * What the decoder rows of one SAE have in common with those of others of the same shape.
 *
 * @param largestCosines for each latent compared, its largest cosine with a row of another SAE;
 *     mean over the others
 * @param latents F
 * @param width D
 */
public record DictionaryLikeness(double[] largestCosines, int latents, int width) {

  public DictionaryLikeness {
    largestCosines = largestCosines.clone();
  }

  @Override
  public double[] largestCosines() {
    return largestCosines.clone();
  }
}
