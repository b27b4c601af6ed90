package io.nullscope.autointerp.domain;

import java.util.List;

/**
 * What language models had to do with the scores of one SAE.
 *
 * @param model name as the study gives it; empty when none was asked
 * @param prompts every prompt that was used
 * @param usage what was asked
 */
public record LanguageModelReport(
    String model, List<PromptText> prompts, LanguageModelUsage usage) {

  /** No language model was asked. */
  public static final LanguageModelReport NONE =
      new LanguageModelReport("", List.of(), LanguageModelUsage.NONE);

  /** Copies the list. */
  public LanguageModelReport {
    prompts = List.copyOf(prompts);
  }
}
