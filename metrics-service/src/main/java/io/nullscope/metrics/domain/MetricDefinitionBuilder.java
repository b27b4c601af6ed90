package io.nullscope.metrics.domain;

import io.nullscope.metrics.domain.MetricDefinition.Better;
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
  private boolean relativeScale;
  private MetricRole role = MetricRole.FINDING;
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

  MetricDefinitionBuilder relativeScale() {
    relativeScale = true;
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
        1.0,
        relativeScale,
        role,
        description);
  }
}
