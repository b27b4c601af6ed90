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

  /** A failure that has been dealt with: trying the record again would not help. */
  public static RejectedException settled(StepException failure) {
    return failure instanceof RejectedException rejected
        ? rejected
        : new RejectedException(failure.code(), failure.getMessage(), failure);
  }

  @Override
  public String kind() {
    return "REJECTED";
  }
}
