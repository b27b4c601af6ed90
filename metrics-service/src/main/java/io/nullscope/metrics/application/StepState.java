package io.nullscope.metrics.application;

/** Where a step stands. */
public enum StepState {
  PENDING,
  DONE,
  /** Its artifact existed already. */
  REUSED,
  FAILED,
  /** Cannot run because a step that it needs has failed. */
  BLOCKED;

  public boolean succeeded() {
    return this == DONE || this == REUSED;
  }

  public boolean ended() {
    return this != PENDING;
  }
}
