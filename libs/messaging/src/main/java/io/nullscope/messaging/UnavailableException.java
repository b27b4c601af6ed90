package io.nullscope.messaging;

/**
 * Something that every record needs is away: the store, the broker, the database. No fault of the
 * record, so it is tried again with back-off until the thing is back or the service is stopped.
 */
public final class UnavailableException extends StepException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String code, String message) {
    this(code, message, null);
  }

  public UnavailableException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public String kind() {
    return "UNAVAILABLE";
  }
}
