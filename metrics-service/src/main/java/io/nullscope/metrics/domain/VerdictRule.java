package io.nullscope.metrics.domain;

/**
 * Turns an effect into a conclusion.
 *
 * @param confidence of the intervals; tests are made at level 1 - confidence
 * @param margin equivalence margin, in units of the metric's scale
 */
public record VerdictRule(double confidence, double margin) {

  /** The level of the tests. */
  public double level() {
    return 1 - confidence;
  }

  public Conclusion conclude(EffectEstimate effect, double pAdjusted, MetricDefinition metric) {
    if (pAdjusted < level()) {
      return Conclusion.SEPARATES;
    }
    double bound = margin * metric.scaleFor(effect.trainedValue());
    return new Interval(effect.ciLow(), effect.ciHigh()).within(bound)
        ? Conclusion.EQUIVALENT
        : Conclusion.INCONCLUSIVE;
  }

  /** The sign of the effect, but only where it is more than noise. */
  public static EffectDirection direction(EffectEstimate effect, Conclusion conclusion) {
    if (conclusion != Conclusion.SEPARATES || effect.effect() == 0) {
      return EffectDirection.NONE;
    }
    return effect.effect() > 0 ? EffectDirection.TRAINED_HIGHER : EffectDirection.NULL_HIGHER;
  }
}
