package io.nullscope.transformer;

/** A model's files are broken, incomplete or contradict each other. */
public final class InvalidModelException extends ModelException {

  private static final long serialVersionUID = 1L;

  public InvalidModelException(String message) {
    super(message, null);
  }

  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
