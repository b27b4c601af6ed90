package io.nullscope.verdicts;

/** What an estimate allows to say. */
public enum Decision {
  /** The interval lies within the margin: a difference inside it is no finding, however small p. */
  EQUIVALENT,
  /** Trained differs, and is above. */
  TRAINED_HIGHER,
  /** Trained differs, and is below. */
  NULL_HIGHER,
  /** Neither. */
  OPEN;

  /**
   * Decides. Equivalence comes first: two one-sided tests at the level, which is an interval of
   * confidence 1 − 2 · level within ± margin; not adjusted.
   *
   * @param adjusted p-value after adjustment for the family
   * @param margin what is too small to matter, in units of the effect
   * @param level of the tests, below 0.5
   */
  public static Decision of(Estimate estimate, double adjusted, double margin, double level) {
    if (estimate.interval(1 - 2 * level).within(margin)) {
      return EQUIVALENT;
    }
    if (!(adjusted < level)) {
      return OPEN;
    }
    return estimate.effect() > 0 ? TRAINED_HIGHER : NULL_HIGHER;
  }
}
