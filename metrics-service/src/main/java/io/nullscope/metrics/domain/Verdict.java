package io.nullscope.metrics.domain;

/**
 * Whether a metric tells the trained variant from one null.
 *
 * @param metric metric id
 * @param variant kind of the null
 * @param hookPoint "layers.N" or "all"
 * @param effect trained - null; NaN, as the numbers after it, when the metric has no value for one
 *     of the two
 * @param pAdjusted Holm-adjusted over all tests of the study
 */
public record Verdict(
    String metric,
    String variant,
    String hookPoint,
    double effect,
    double ciLow,
    double ciHigh,
    double pValue,
    double pAdjusted,
    Conclusion conclusion,
    EffectDirection direction) {

  /** Whether there was anything to compare; if not, the conclusion is INCONCLUSIVE. */
  public boolean defined() {
    return !Double.isNaN(effect);
  }
}
