package io.nullscope.study;

import java.util.Objects;

/**
 * What a step is expected to take; estimates, for plans and progress.
 *
 * @param tokens token positions that the step reads, counted once for each pass
 * @param flops floating-point operations (a multiply-add is two)
 * @param bytesStored bytes that the step adds to the object store
 * @param languageModel what it asks of language models
 */
public record Cost(long tokens, double flops, long bytesStored, LanguageModelCost languageModel) {
  public static final Cost NONE = new Cost(0, 0, 0);

  public Cost {
    Require.atLeast(0, tokens, "tokens");
    Require.between(0, Double.MAX_VALUE, flops, "flops");
    Require.atLeast(0, bytesStored, "bytesStored");
    Objects.requireNonNull(languageModel, "languageModel");
  }

  /** A step that asks no language model. */
  public Cost(long tokens, double flops, long bytesStored) {
    this(tokens, flops, bytesStored, LanguageModelCost.NONE);
  }

  /** Both together. */
  public Cost plus(Cost other) {
    return new Cost(
        tokens + other.tokens,
        flops + other.flops,
        bytesStored + other.bytesStored,
        languageModel.plus(other.languageModel));
  }
}
