package io.nullscope.artifacts;

/** There is no object at a key that was expected to hold one. */
public final class ObjectNotFoundException extends ObjectStoreException {

  private final String key;

  public ObjectNotFoundException(String key, Throwable cause) {
    super("There is no object at " + key, false, cause);
    this.key = key;
  }

  /** The key that was read. */
  public String key() {
    return key;
  }
}
