package io.nullscope.messaging;

import java.util.Objects;

/**
 * A step did not succeed. The kind decides what happens next; code and message go into the study
 * and the dead-letter header, so the message says what is wrong, where, and what to do.
 */
public abstract sealed class StepException extends RuntimeException
    permits RejectedException,
        TransientException,
        UnavailableException,
        StoppedException,
        FatalException {

  private static final long serialVersionUID = 1L;

  /** Longest message: it has to fit into a fact and into the header of a dead letter. */
  static final int LONGEST_MESSAGE = 4_000;

  private final String code;

  StepException(String code, String message, Throwable cause) {
    super(shortened(Objects.requireNonNull(message)), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** Stable code in capitals, for dashboards: {@code UNKNOWN_HOOK_POINT}. */
  public String code() {
    return code;
  }

  /** REJECTED, TRANSIENT, UNAVAILABLE, STOPPED or FATAL. */
  public abstract String kind();

  private static String shortened(String message) {
    int more = message.length() - LONGEST_MESSAGE;
    return more <= 0
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "… and " + more + " more characters";
  }
}
