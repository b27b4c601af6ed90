package io.nullscope.metrics.application;

import io.nullscope.study.StudySpec;

/**
 * What all services agree on about a study: whose its id is, and whether its steps may start. A
 * port: implemented on the object store.
 */
public interface StudyControl {

  /**
   * Takes an id for a specification, before anything else is done with it.
   *
   * @throws io.nullscope.messaging.RejectedException STUDY_ID_TAKEN when it belongs to another
   *     specification
   */
  void claim(String studyId, StudySpec spec);

  /** No step of this attempt at the study, or of one before it, starts any more. */
  void cancel(String studyId, int attempt);

  /** Nobody will go on with this study: what is kept for that may go. */
  void forget(String studyId);
}
