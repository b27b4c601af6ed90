package io.nullscope.autointerp.domain;

/** Why there is no usable answer. Failures are counted by reason, never scored. */
public enum FailureReason {
  /** The reply was empty. */
  NO_ANSWER("no-answer"),
  /** The reply is not in the form that was asked for. */
  NOT_PARSED("not-parsed"),
  /** The reply answers too few examples, or too many. */
  WRONG_COUNT("wrong-count"),
  /** The model, or a filter before it, declined to answer. */
  REFUSED("refused"),
  /** The prompt does not fit into what the server takes. */
  TOO_LONG("too-long"),
  /** The reply was cut before its answer. */
  CUT("cut"),
  /** By its own usage the server did not read the whole prompt. */
  PROMPT_CUT("prompt-cut"),
  /** The server does not take this request and does not say why in words that are known here. */
  REJECTED("rejected"),
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

  /** Whether the same request may well be answered another time. */
  public boolean isPassing() {
    return switch (this) {
      case REJECTED, TIMEOUT, CONNECTION, RATE_LIMITED, SERVER_ERROR -> true;
      default -> false;
    };
  }

  /** Name in results, as scores.proto lists it. */
  public String id() {
    return id;
  }
}
