package io.nullscope.transformer;

/** A model cannot be used; the message says why, where, and what was expected. */
public abstract sealed class ModelException extends RuntimeException
    permits InvalidModelException, UnsupportedModelException {

  private static final long serialVersionUID = 1L;

  ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
