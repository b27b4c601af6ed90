package io.nullscope.service;

import com.google.protobuf.Message;

/** Where a service publishes what it has done. */
@FunctionalInterface
public interface Facts {

  /**
   * Publishes a fact and returns when it is safe.
   *
   * @param fact a message of events.proto
   * @param studyId the study that the fact belongs to
   * @param subject what the fact is about, a step id
   * @throws io.nullscope.messaging.UnavailableException when it could not be published in time
   */
  void publish(Message fact, String studyId, String subject);

  /**
   * Publishes a fact that nothing depends on: returns at once, and the fact is lost when the broker
   * does not take it.
   */
  default void offer(Message fact, String studyId, String subject) {}
}
