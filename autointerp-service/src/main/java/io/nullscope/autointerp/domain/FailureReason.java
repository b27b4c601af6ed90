package io.nullscope.autointerp.domain;

/** Why there is no usable answer. Failures are counted by reason, never scored. */
public enum FailureReason {
  /** The reply was empty. */
  NO_ANSWER("no-answer"),
  /** The reply is not in the form that was asked for. */
  NOT_PARSED("not-parsed"),
  /** The reply answers too few examples, or too many. */
  WRONG_COUNT("wrong-count"),
  /** The model declined to answer. */
  REFUSED("refused"),
  TIMEOUT("timeout"),
  CONNECTION("connection"),
  RATE_LIMITED("rate-limited"),
  SERVER_ERROR("server-error"),
  /** The answer needs token log-probabilities, and the server gives none. */
  NO_LOG_PROBABILITIES("no-log-probabilities"),
  /** There is no explanation to judge by. */
  NO_EXPLANATION("no-explanation");

  private final String id;

  FailureReason(String id) {
    this.id = id;
  }

  /** Name in results, as scores.proto lists it. */
  public String id() {
    return id;
  }
}
