package io.nullscope.cli.stack;

/**
 * The local stack cannot start or cannot go on. The message says what is wrong, where, and what to
 * do.
 */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
