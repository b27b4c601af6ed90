package io.nullscope.metrics.application;

/** Tells all services whether steps of a study may start. A port: implemented on the object store. */
public interface StudyControl {

  /** No step of the study starts any more. */
  void cancel(String studyId);

  /** Steps may start again. */
  void resume(String studyId);
}
