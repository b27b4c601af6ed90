package io.nullscope.metrics.domain;

import java.util.Objects;
import java.util.Optional;

/**
 * What a verdict is about: one metric of the trained variant and another one, both with SAEs of one
 * configuration; or, on the trained variant, of SAEs of one configuration and of another one with
 * something frozen.
 *
 * @param metric metric id
 * @param role what the metric is for
 * @param sae the SAE configuration; where two are compared, the trained one
 * @param variant kind of the null; where SAE configurations are compared, trained
 * @param nullSae the SAE configuration with something frozen, where SAE configurations are compared
 * @param hookPoint "layers.N"; "all" for the mean over hook points, "slope" for the trend over
 *     depth
 */
public record Subject(
    String metric,
    MetricRole role,
    String sae,
    String variant,
    Optional<String> nullSae,
    String hookPoint) {

  public static final String ALL = "all";
  public static final String SLOPE = "slope";

  public Subject {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(nullSae, "nullSae");
  }
}
