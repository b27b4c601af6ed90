package io.nullscope.metrics.application;

/** Where a study stands. */
public enum StudyState {
  REQUESTED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Nothing more happens unless somebody runs the study again. */
  public boolean ended() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
