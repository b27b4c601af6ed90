package io.nullscope.artifacts;

/** The object store could not be reached, refused a request, or returned something unusable. */
public class ObjectStoreException extends RuntimeException {

  private final boolean retryable;

  /**
   * @param message what was attempted, on which key, and what went wrong
   * @param retryable true when the same request may succeed later (network, overload, internal
   *     error of the store)
   * @param cause may be null
   */
  public ObjectStoreException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** True when the same request may succeed later; false when a person has to act first. */
  public boolean isRetryable() {
    return retryable;
  }
}
