package io.nullscope.metrics.application;

/** Where a study stands. */
public enum StudyState {
  REQUESTED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED,
  /** Of no interest to anybody: kept so that late facts do not bring the study back. */
  DELETED;

  /** Nothing more happens unless somebody runs the study again. */
  public boolean ended() {
    return this == COMPLETED || this == FAILED || abandoned();
  }

  /** Facts about its steps do not matter any more. */
  public boolean abandoned() {
    return this == CANCELLED || this == DELETED;
  }
}
