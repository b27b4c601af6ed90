package io.nullscope.metrics.domain;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a metric is, for reports and tests.
 *
 * @param id versioned id; a changed formula gets a new version
 * @param label name for people
 * @param unit unit of the value, "" for a pure number
 * @param better which direction is usually read as better
 * @param chance value that a score without any information has, where there is one
 * @param family group of the metric
 * @param resampled what the interval resamples
 * @param form how the value comes out of its units
 * @param role what the metric is for
 * @param logarithmic whether variants are compared on the scale of its logarithm (for metrics
 *     without a natural range, such as L1)
 * @param margin a difference on that scale that is too small to matter, unless a study says another
 * @param learned the direction that would mean that it sees what was learned
 * @param slope the same of its trend over depth; empty when no trend is claimed
 * @param description one sentence with the formula
 */
public record MetricDefinition(
    String id,
    String label,
    String unit,
    Better better,
    OptionalDouble chance,
    MetricFamily family,
    MetricUnit resampled,
    RatioForm form,
    MetricRole role,
    boolean logarithmic,
    double margin,
    Learned learned,
    Optional<Learned> slope,
    String description) {

  /** Which direction is usually read as better. */
  public enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  public MetricDefinition {
    Objects.requireNonNull(id, "id");
    if (!(margin > 0)) {
      throw new IllegalArgumentException("margin of " + id + " must be positive, got " + margin);
    }
  }
}
