package io.nullscope.metrics.adapter.report;

import io.nullscope.metrics.application.StudyResults;
import io.nullscope.metrics.domain.MetricDefinition;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricUnit;
import java.util.Arrays;
import java.util.List;

/** What the metrics of a study are. */
public final class Glossary {

  private Glossary() {}

  /**
   * A metric.
   *
   * @param interval what its interval is over
   */
  public record Entry(
      String label, String id, String unit, String chance, String interval, String description) {}

  /** The metrics that any SAE of the study has a place for, in the order of the tables. */
  static List<Entry> of(StudyResults results) {
    return Arrays.stream(MetricId.values())
        .filter(
            metric ->
                results.cells().stream()
                    .anyMatch(cell -> cell.record().metrics().containsKey(metric.id())))
        .map(metric -> entry(metric.definition()))
        .toList();
  }

  private static Entry entry(MetricDefinition metric) {
    return new Entry(
        metric.label(),
        metric.id(),
        metric.unit().isEmpty() ? "a pure number" : metric.unit(),
        metric.chance().isPresent() ? Numbers.setting(metric.chance().getAsDouble()) : Numbers.NONE,
        over(metric.resampled()),
        metric.description());
  }

  private static String over(MetricUnit unit) {
    return switch (unit) {
      case DOCUMENT -> "documents";
      case LATENT -> "latents";
      case LATENT_EXAMPLES -> "latents with all their examples";
      case LATENT_INDICATOR -> "all latents, as a binomial draw";
    };
  }
}
