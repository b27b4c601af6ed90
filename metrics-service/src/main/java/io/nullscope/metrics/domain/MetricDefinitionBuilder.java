package io.nullscope.metrics.domain;

import io.nullscope.metrics.domain.MetricDefinition.Better;
import java.util.Optional;
import java.util.OptionalDouble;

/** Keeps the constants of {@link MetricId} readable: only what differs from the usual is said. */
final class MetricDefinitionBuilder {

  private final String id;
  private final String label;
  private final Better better;
  private final MetricFamily family;
  private final MetricUnit resampled;
  private String unit = "";
  private OptionalDouble chance = OptionalDouble.empty();
  private RatioForm form = RatioForm.RATIO;
  private MetricRole role = MetricRole.PRIMARY;
  private boolean logarithmic;
  private double margin = 0.02;
  private Learned learned = Learned.NONE;
  private Optional<Learned> slope = Optional.empty();
  private String description = "";

  MetricDefinitionBuilder(
      String id, String label, Better better, MetricFamily family, MetricUnit resampled) {
    this.id = id;
    this.label = label;
    this.better = better;
    this.family = family;
    this.resampled = resampled;
  }

  MetricDefinitionBuilder unit(String value) {
    unit = value;
    return this;
  }

  MetricDefinitionBuilder chance(double value) {
    chance = OptionalDouble.of(value);
    return this;
  }

  MetricDefinitionBuilder form(RatioForm value) {
    form = value;
    return this;
  }

  /** Compared by ratio; the margin is a factor. */
  MetricDefinitionBuilder logarithmic(double factor) {
    logarithmic = true;
    margin = Math.log(factor);
    return this;
  }

  MetricDefinitionBuilder margin(double value) {
    margin = value;
    return this;
  }

  MetricDefinitionBuilder learned(Learned value) {
    learned = value;
    return this;
  }

  MetricDefinitionBuilder slope(Learned value) {
    slope = Optional.of(value);
    return this;
  }

  MetricDefinitionBuilder role(MetricRole value) {
    role = value;
    return this;
  }

  MetricDefinitionBuilder text(String value) {
    description = value;
    return this;
  }

  MetricDefinition build() {
    return new MetricDefinition(
        id,
        label,
        unit,
        better,
        chance,
        family,
        resampled,
        form,
        role,
        logarithmic,
        margin,
        learned,
        slope,
        description);
  }
}
