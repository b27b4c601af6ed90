package io.nullscope.metrics.domain;

/**
 * The difference trained - null of a metric; all NaN when one of the two is undefined.
 *
 * @param trainedValue value of the trained variant, the reference of relative margins
 * @param effect trained - null
 * @param ciLow lower end of the bootstrap interval of the effect
 * @param ciHigh upper end
 * @param pValue two-sided permutation p-value
 */
public record EffectEstimate(
    double trainedValue, double effect, double ciLow, double ciHigh, double pValue) {

  public static final EffectEstimate UNDEFINED =
      new EffectEstimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
