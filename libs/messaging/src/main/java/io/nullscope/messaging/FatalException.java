package io.nullscope.messaging;

/**
 * This process is broken (native library, memory): the record is not acknowledged and the process
 * ends, to be restarted.
 */
public final class FatalException extends StepException {

  private static final long serialVersionUID = 1L;

  public FatalException(String code, String message) {
    this(code, message, null);
  }

  public FatalException(String code, String message, Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public String kind() {
    return "FATAL";
  }
}
