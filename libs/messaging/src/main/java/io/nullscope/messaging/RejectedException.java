package io.nullscope.messaging;

/** The input will never work: it goes to the dead-letter topic at once. */
public final class RejectedException extends StepException {

  private static final long serialVersionUID = 1L;

  public RejectedException(String code, String message) {
    this(code, message, null);
  }

  public RejectedException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public String kind() {
    return "REJECTED";
  }
}
