package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictRuleTest {

  private final VerdictRule rule = new VerdictRule(0.95, 0.05);
  private final MetricDefinition auroc = MetricId.FUZZING_AUROC.definition();

  private static EffectEstimate effect(double low, double value, double high) {
    return new EffectEstimate(200, value, low, high, 0.5);
  }

  @Test
  void smallAdjustedPValueSeparates() {
    EffectEstimate effect = effect(-0.2, -0.1, -0.05);
    assertThat(rule.conclude(effect, 0.049, auroc)).isEqualTo(Conclusion.SEPARATES);
    assertThat(VerdictRule.direction(effect, Conclusion.SEPARATES))
        .isEqualTo(EffectDirection.NULL_HIGHER);
    assertThat(VerdictRule.direction(effect(0.1, 0.2, 0.3), Conclusion.SEPARATES))
        .isEqualTo(EffectDirection.TRAINED_HIGHER);
  }

  @Test
  void wholeIntervalWithinTheMarginIsEquivalence() {
    assertThat(rule.conclude(effect(-0.05, 0, 0.05), 1, auroc)).isEqualTo(Conclusion.EQUIVALENT);
    assertThat(rule.conclude(effect(-0.051, 0, 0.05), 1, auroc)).isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(rule.conclude(effect(0, 0.03, 0.051), 1, auroc)).isEqualTo(Conclusion.INCONCLUSIVE);
  }

  @Test
  void relativeMarginsUseTheTrainedValue() {
    EffectEstimate effect = effect(-9, 1, 9.9);
    assertThat(rule.conclude(effect, 1, MetricId.L1_MEAN.definition()))
        .isEqualTo(Conclusion.EQUIVALENT);
    assertThat(rule.conclude(effect, 1, auroc)).isEqualTo(Conclusion.INCONCLUSIVE);
  }

  @Test
  void undefinedEffectsAndNoiseHaveNoDirection() {
    assertThat(rule.conclude(EffectEstimate.UNDEFINED, Double.NaN, auroc))
        .isEqualTo(Conclusion.INCONCLUSIVE);
    assertThat(VerdictRule.direction(effect(-1, 0.2, 1), Conclusion.INCONCLUSIVE))
        .isEqualTo(EffectDirection.NONE);
  }
}
