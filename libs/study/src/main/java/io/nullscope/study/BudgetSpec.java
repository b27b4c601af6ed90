package io.nullscope.study;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a study may spend on language models, all SAEs together. Each SAE of the plan gets an equal
 * share, so that no service has to know what the others spend.
 *
 * @param tokens of prompts and replies together
 * @param cost by the prices in the study
 */
public record BudgetSpec(OptionalLong tokens, OptionalDouble cost) {
  public static final BudgetSpec NONE =
      new BudgetSpec(OptionalLong.empty(), OptionalDouble.empty());

  public BudgetSpec {
    tokens.ifPresent(limit -> Require.atLeast(1, limit, "autointerp.budget.tokens"));
    cost.ifPresent(limit -> Require.positive(limit, "autointerp.budget.cost"));
  }

  /** The part of one of {@code saes} SAEs. */
  public BudgetSpec share(int saes) {
    return new BudgetSpec(
        tokens.isPresent()
            ? OptionalLong.of(Math.max(1, tokens.getAsLong() / saes))
            : OptionalLong.empty(),
        cost.isPresent() ? OptionalDouble.of(cost.getAsDouble() / saes) : OptionalDouble.empty());
  }
}
