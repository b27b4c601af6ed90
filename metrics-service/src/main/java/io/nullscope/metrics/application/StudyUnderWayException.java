package io.nullscope.metrics.application;

/** What takes an ended study was asked of one whose steps run. */
public class StudyUnderWayException extends RuntimeException {

  public StudyUnderWayException(String studyId) {
    this(studyId, "cancel it first");
  }

  public StudyUnderWayException(String studyId, String advice) {
    super("study '" + studyId + "' is under way; " + advice);
  }
}
