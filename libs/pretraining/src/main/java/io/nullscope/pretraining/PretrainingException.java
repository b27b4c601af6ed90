package io.nullscope.pretraining;

/** A model cannot be made from what was given; the message says what is wrong and what to do. */
public final class PretrainingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PretrainingException(String message) {
    super(message);
  }

  PretrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
