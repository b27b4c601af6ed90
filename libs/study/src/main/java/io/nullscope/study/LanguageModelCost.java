package io.nullscope.study;

/**
 * What a step is expected to ask of language models; estimates, for plans.
 *
 * @param requests prompts sent, each counted once
 * @param inputTokens tokens of the prompts, by the model's own tokenizer
 * @param outputTokens tokens of the replies
 * @param price by the prices in the study; 0 where it has none
 */
public record LanguageModelCost(
    double requests, double inputTokens, double outputTokens, double price) {
  public static final LanguageModelCost NONE = new LanguageModelCost(0, 0, 0, 0);

  /** Both together. */
  public LanguageModelCost plus(LanguageModelCost other) {
    return new LanguageModelCost(
        requests + other.requests,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        price + other.price);
  }

  /** Tokens of prompts and replies. */
  public double tokens() {
    return inputTokens + outputTokens;
  }

  /** So many prompts of one kind. */
  static LanguageModelCost of(
      LanguageModelSpec model, double requests, double inputEach, double outputEach) {
    double input = requests * inputEach;
    double output = requests * outputEach;
    double price = model.prices().map(prices -> prices.of(input, output)).orElse(0.0);
    return new LanguageModelCost(requests, input, output, price);
  }
}
