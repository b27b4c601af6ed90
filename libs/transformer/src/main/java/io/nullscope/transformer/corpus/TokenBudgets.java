package io.nullscope.transformer.corpus;

/**
 * How many tokens each split takes. Splits hold whole windows, so budgets are rounded down to a
 * multiple of the window length.
 *
 * @param contextLength S, tokens in a window
 */
public record TokenBudgets(
    int contextLength, long trainTokens, long evalTokens, long interpTokens) {

  /**
   * Checks the budgets.
   *
   * @throws IllegalArgumentException when a split would not hold a single window
   */
  public TokenBudgets {
    if (contextLength < 2) {
      throw new IllegalArgumentException(
          "contextLength is %d; a window needs at least 2 tokens".formatted(contextLength));
    }
    requireWindow(Split.TRAIN, trainTokens, contextLength);
    requireWindow(Split.EVAL, evalTokens, contextLength);
    requireWindow(Split.INTERP, interpTokens, contextLength);
  }

  private static void requireWindow(Split split, long tokens, int contextLength) {
    if (tokens < contextLength) {
      throw new IllegalArgumentException(
          "%s is %d, less than one window of %d tokens; ask for more tokens or a shorter contextLength"
              .formatted(split.field(), tokens, contextLength));
    }
  }

  /** Whole windows of a split. */
  public long windows(Split split) {
    long tokens =
        switch (split) {
          case TRAIN -> trainTokens;
          case EVAL -> evalTokens;
          case INTERP -> interpTokens;
        };
    return tokens / contextLength;
  }

  /** Tokens of a split after rounding. */
  public long tokens(Split split) {
    return windows(split) * contextLength;
  }
}
