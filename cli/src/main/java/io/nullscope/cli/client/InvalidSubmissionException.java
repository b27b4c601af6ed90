package io.nullscope.cli.client;

/** The server calls the study invalid. The message lists every error. */
public final class InvalidSubmissionException extends RuntimeException {
  public InvalidSubmissionException(String message, Throwable cause) {
    super(message, cause);
  }
}
