package io.nullscope.metrics.application;

/** A study cannot be deleted while its steps run. */
public class StudyUnderWayException extends RuntimeException {

  public StudyUnderWayException(String studyId) {
    super("study '" + studyId + "' is under way; cancel it first");
  }
}
