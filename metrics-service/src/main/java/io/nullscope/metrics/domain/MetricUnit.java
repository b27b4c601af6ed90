package io.nullscope.metrics.domain;

/** What is resampled for the interval of a metric, and exchanged in the test between variants. */
public enum MetricUnit {
  /** Documents of the evaluation split; every variant sees the same ones, so units are paired. */
  DOCUMENT,
  /** Scored latents, one value each; the latents of two SAEs have nothing to do with each other. */
  LATENT,
  /** Scored latents with all their judged examples: the statistic pools the examples. */
  LATENT_EXAMPLES,
  /** All latents of an SAE, each a yes or a no. */
  LATENT_INDICATOR
}
