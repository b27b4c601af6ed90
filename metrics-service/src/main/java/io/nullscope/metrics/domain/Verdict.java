package io.nullscope.metrics.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * Whether a metric tells trained from a null: the trained variant from another one, both with SAEs
 * of one configuration; or, on the trained variant, SAEs of one configuration from those of another
 * one with something frozen.
 *
 * @param metric metric id
 * @param sae the SAE configuration; where two are compared, the trained one
 * @param variant kind of the null; where SAE configurations are compared, trained
 * @param nullSae the SAE configuration with something frozen, where SAE configurations are compared
 * @param hookPoint "layers.N" or "all"
 * @param effect trained - null; NaN, as the numbers after it, when the metric has no value for one
 *     of the two
 * @param pAdjusted Holm-adjusted over all tests of the study
 * @param reason why nothing was compared; "" unless the conclusion is NOT_COMPARABLE
 */
public record Verdict(
    String metric,
    String sae,
    String variant,
    Optional<String> nullSae,
    String hookPoint,
    double effect,
    double ciLow,
    double ciHigh,
    double pValue,
    double pAdjusted,
    Conclusion conclusion,
    EffectDirection direction,
    String reason) {

  public Verdict {
    Objects.requireNonNull(nullSae, "nullSae");
    Objects.requireNonNull(reason, "reason");
  }

  /** Whether there was anything to compare; if not, it is INCONCLUSIVE or NOT_COMPARABLE. */
  public boolean defined() {
    return !Double.isNaN(effect);
  }
}
