package io.nullscope.metrics.application;

import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import java.util.Arrays;
import java.util.Optional;

/** The groups of metrics of a cell; each is computed and stored by itself. */
public enum MetricGroup {
  RECONSTRUCTION("reconstruction"),
  INTERPRETABILITY("interpretability"),
  /** Takes the SAEs of other seeds, too: made when the study ends, in no step of the cell. */
  DICTIONARY("dictionary");

  private final String id;

  MetricGroup(String id) {
    this.id = id;
  }

  /** The name used in events. */
  public String id() {
    return id;
  }

  /** The step that computes the group's metrics of a cell, if one does. */
  public Optional<StepId> step(CellKey cell) {
    return switch (this) {
      case RECONSTRUCTION -> Optional.of(StepId.reconstruction(cell));
      case INTERPRETABILITY -> Optional.of(StepId.interpretability(cell));
      case DICTIONARY -> Optional.empty();
    };
  }

  /** The kind of the artifact that holds the group's metrics. */
  public String artifactKind() {
    return "metrics-" + id;
  }

  /**
   * The group of a fact that says that a step made it.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static MetricGroup fromId(String id) {
    return Arrays.stream(values())
        .filter(group -> group != DICTIONARY && group.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown group of metrics '"
                        + id
                        + "'; use reconstruction or interpretability"));
  }
}
