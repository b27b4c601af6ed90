package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * The latents of one SAE that were sampled, explained and judged.
 *
 * @param latentsTotal latents of the SAE (F)
 * @param latentsAlive latents that fire at least once
 * @param latentsEligible latents with enough active windows to be explained and tested
 * @param tokens interpretation tokens in the cache
 * @param latents the sample, ascending by index
 * @param explainer kind of the explainer
 * @param judges kinds of the judges: the study's own, then the baseline if there is one
 */
public record ScoredLatents(
    int latentsTotal,
    int latentsAlive,
    int latentsEligible,
    long tokens,
    List<ScoredLatent> latents,
    String explainer,
    List<String> judges) {

  /** Copies the lists. */
  public ScoredLatents {
    latents = List.copyOf(latents);
    judges = List.copyOf(judges);
  }
}
