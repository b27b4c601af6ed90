package io.nullscope.tensor;

/**
 * The tensor engine refused an operation or could not be started; the message names the kernel or
 * the engine.
 */
public final class TensorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TensorException(String message, Throwable cause) {
    super(message, cause);
  }
}
