package io.nullscope.study;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Positions of the token windows that do not count: no SAE is trained on them, no metric of a
 * reconstruction is about them, no latent fires there for interpretation. Attention sinks are the
 * reason: at the first position of a window the residual stream of many models is a hundred times
 * as long as elsewhere, so that every sum of squares would be about it alone.
 *
 * @param specialTokens whether tokens that the tokenizer declares special, and the token that
 *     begins each document, are left out
 * @param first positions that are left out at the beginning of every window, whatever the token
 * @param maxNormMedians a position is left out when its activation is longer than this many times
 *     the median; the median is that of the variant at the hook point
 * @param tokens ids of further tokens that are left out
 */
public record PositionsSpec(
    boolean specialTokens, int first, OptionalDouble maxNormMedians, List<Integer> tokens) {

  public static final PositionsSpec DEFAULT =
      new PositionsSpec(true, 1, OptionalDouble.empty(), List.of());

  public PositionsSpec {
    Objects.requireNonNull(maxNormMedians, "maxNormMedians");
    Require.atLeast(0, first, "positions.first");
    if (!(maxNormMedians.orElse(2) > 1) || Double.isInfinite(maxNormMedians.orElse(2))) {
      throw new IllegalArgumentException(
          "positions.maxNormMedians must be greater than 1, but is " + maxNormMedians);
    }
    tokens = tokens.isEmpty() ? List.of() : Require.distinct(tokens, "positions.tokens");
    tokens.forEach(token -> Require.atLeast(0, token, "positions.tokens"));
  }
}
