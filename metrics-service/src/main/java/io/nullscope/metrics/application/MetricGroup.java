package io.nullscope.metrics.application;

import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import java.util.Arrays;

/** The two groups of metrics of a cell; each is computed and stored by itself. */
public enum MetricGroup {
  RECONSTRUCTION("reconstruction"),
  INTERPRETABILITY("interpretability");

  private final String id;

  MetricGroup(String id) {
    this.id = id;
  }

  /** The name used in events. */
  public String id() {
    return id;
  }

  /** The step that computes the group's metrics of a cell. */
  public StepId step(CellKey cell) {
    return switch (this) {
      case RECONSTRUCTION -> StepId.reconstruction(cell);
      case INTERPRETABILITY -> StepId.interpretability(cell);
    };
  }

  /** The kind of the artifact that holds the group's metrics. */
  public String artifactKind() {
    return "metrics-" + id;
  }

  /**
   * The group with this id.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static MetricGroup fromId(String id) {
    return Arrays.stream(values())
        .filter(group -> group.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown group of metrics '"
                        + id
                        + "'; use reconstruction or interpretability"));
  }
}
