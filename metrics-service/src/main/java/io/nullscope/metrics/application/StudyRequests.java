package io.nullscope.metrics.application;

/** Tells the other services that somebody wants a study. A port: implemented on the broker. */
public interface StudyRequests {

  /** Returns when the request is durable. */
  void publish(StudyAttempt study);
}
