package io.nullscope.artifacts;

/** The store has no room for what was to be written. */
public final class StoreFullException extends ObjectStoreException {

  public StoreFullException(String message, Throwable cause) {
    super(message, false, cause);
  }
}
