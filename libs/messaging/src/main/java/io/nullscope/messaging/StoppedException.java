package io.nullscope.messaging;

/**
 * The service was told to stop while it worked: the record is neither acknowledged nor refused and
 * is delivered again.
 */
public final class StoppedException extends StepException {
  private static final long serialVersionUID = 1L;

  public StoppedException(String message) {
    this(message, null);
  }

  public StoppedException(String message, Throwable cause) {
    super("STOPPED", message, cause);
  }

  @Override
  public String kind() {
    return "STOPPED";
  }
}
