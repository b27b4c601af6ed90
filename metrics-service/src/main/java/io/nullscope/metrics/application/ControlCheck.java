package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.MetricValue;
import io.nullscope.study.VariantKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a control is where it must be: explanations of other latents must score at chance. Pooled
 * over the hook points and seeds of a variant, because of many single cells some always miss.
 *
 * @param metric the control
 * @param chance where it must be
 * @param passed whether the interval of the control holds chance, or lies within the metric's
 *     margin of it, as many latents tell even a negligible distance from chance; empty when there
 *     is no interval, or one from too few latents
 */
public record ControlCheck(
    String sae,
    VariantKind variant,
    MetricId metric,
    MetricValue value,
    double chance,
    Optional<Boolean> passed) {

  /** An interval from fewer latents is too narrow to miss chance as rarely as it says. */
  private static final int MIN_LATENTS = 10;

  /** The checks that these scores allow, one for each variant, SAE configuration and control. */
  static List<ControlCheck> of(List<VariantScore> scores, Map<String, Double> margins) {
    return scores.stream()
        .filter(score -> score.metric().definition().role() == MetricRole.CONTROL)
        .map(
            score ->
                of(
                    score,
                    margins.getOrDefault(
                        score.metric().id(), score.metric().definition().margin())))
        .toList();
  }

  private static ControlCheck of(VariantScore score, double margin) {
    MetricValue value = score.value();
    double chance = score.metric().definition().chance().orElseThrow();
    Optional<Boolean> passed =
        Double.isNaN(value.ciLow()) || value.n() < MIN_LATENTS
            ? Optional.empty()
            : Optional.of(holds(value, chance) || isWithin(margin, value, chance));
    return new ControlCheck(score.sae(), score.variant(), score.metric(), value, chance, passed);
  }

  private static boolean holds(MetricValue value, double chance) {
    return value.ciLow() <= chance && chance <= value.ciHigh();
  }

  private static boolean isWithin(double margin, MetricValue value, double chance) {
    return value.ciLow() >= chance - margin && value.ciHigh() <= chance + margin;
  }

  /** Whether the control is known not to be where it must be. */
  public boolean missed() {
    return passed.isPresent() && !passed.get();
  }
}
