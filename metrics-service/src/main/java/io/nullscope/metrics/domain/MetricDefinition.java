package io.nullscope.metrics.domain;

import java.util.Objects;
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
 * @param scale unit of the equivalence margin: a margin of 0.05 means 0.05 x scale
 * @param relativeScale the scale is multiplied by the absolute value of the trained variant (for
 *     metrics without a natural range, such as L1)
 * @param role what the metric is for: only findings are compared between variants
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
    double scale,
    boolean relativeScale,
    MetricRole role,
    String description) {

  /** Which direction is usually read as better. */
  public enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  public MetricDefinition {
    Objects.requireNonNull(id, "id");
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale of " + id + " must be positive, got " + scale);
    }
  }

  /** The equivalence scale for a trained variant that has this value. */
  public double scaleFor(double trainedValue) {
    return relativeScale ? scale * Math.abs(trainedValue) : scale;
  }
}
