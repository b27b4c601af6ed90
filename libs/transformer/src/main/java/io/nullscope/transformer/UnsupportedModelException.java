package io.nullscope.transformer;

/** A model is well formed but uses a family or an option that is not implemented. */
public final class UnsupportedModelException extends ModelException {

  private static final long serialVersionUID = 1L;

  public UnsupportedModelException(String message) {
    super(message, null);
  }
}
