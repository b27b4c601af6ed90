package io.nullscope.messaging;

/**
 * May pass, but may as well be the record's own doing: tried again with back-off a few times, then
 * the step has failed.
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
