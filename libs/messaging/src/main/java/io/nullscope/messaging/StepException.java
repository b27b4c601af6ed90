package io.nullscope.messaging;

import java.util.Objects;

/**
 * A step did not succeed. The kind decides what happens next; code and message go into the study
 * and the dead-letter header, so the message says what is wrong, where, and what to do.
 */
public abstract sealed class StepException extends RuntimeException
    permits RejectedException, TransientException, FatalException {

  private static final long serialVersionUID = 1L;

  private final String code;

  StepException(String code, String message, Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /** Stable code in capitals, for dashboards: {@code UNKNOWN_HOOK_POINT}. */
  public String code() {
    return code;
  }

  /** REJECTED, TRANSIENT or FATAL. */
  public abstract String kind();
}
