package io.nullscope.metrics.application;

/** There is no study with this id. */
public class StudyNotFoundException extends RuntimeException {

  public StudyNotFoundException(String studyId) {
    super("there is no study '" + studyId + "'");
  }
}
