package io.nullscope.artifacts;

/** The store does not answer, or does not let this process in: no fault of the request. */
public final class StoreUnavailableException extends ObjectStoreException {

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, true, cause);
  }
}
