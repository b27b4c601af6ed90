package io.nullscope.messaging;

/**
 * The store or the network failed: the step is tried again with back-off, then goes to the
 * dead-letter topic.
 */
public final class TransientException extends StepException {

  private static final long serialVersionUID = 1L;

  public TransientException(String code, String message) {
    this(code, message, null);
  }

  public TransientException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public String kind() {
    return "TRANSIENT";
  }
}
