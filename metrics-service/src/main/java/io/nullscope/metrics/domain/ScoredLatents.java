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
 * @param judges who judged; the first is the study's own judge, baselines come after it
 * @param languageModel name of the language model; "" when none was asked
 * @param prompts every prompt that was used
 */
public record ScoredLatents(
    long total,
    long alive,
    long eligible,
    long tokens,
    List<ScoredLatent> latents,
    String explainer,
    List<String> judges,
    String languageModel,
    List<PromptText> prompts,
    LanguageModelUsage usage) {

  public ScoredLatents {
    latents = List.copyOf(latents);
    judges = List.copyOf(judges);
    prompts = List.copyOf(prompts);
  }
}
