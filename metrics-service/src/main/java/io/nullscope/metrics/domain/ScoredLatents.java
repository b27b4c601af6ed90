package io.nullscope.metrics.domain;

import java.util.List;

/**
 * What is known about the latents of one SAE.
 *
 * @param total latents of the SAE (F)
 * @param alive fired at least once on the interpretation tokens
 * @param eligible had enough active windows
 * @param tokens tokens in the latent cache
 * @param explainer kind of explainer, e.g. "lexical"
 */
public record ScoredLatents(
    long total,
    long alive,
    long eligible,
    long tokens,
    List<ScoredLatent> latents,
    String explainer) {

  public ScoredLatents {
    latents = List.copyOf(latents);
  }
}
