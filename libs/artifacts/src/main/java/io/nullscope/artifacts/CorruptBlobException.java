package io.nullscope.artifacts;

/**
 * The bytes at a key are not those that were written there. Never retryable: the stored object
 * itself is damaged.
 */
public final class CorruptBlobException extends ObjectStoreException {

  private final String key;

  public CorruptBlobException(String key, String problem) {
    super(
        "The object at "
            + key
            + " is damaged: "
            + problem
            + ". Delete it and the artifacts that list it, then run the study again",
        false,
        null);
    this.key = key;
  }

  /** Key of the damaged object. */
  public String key() {
    return key;
  }
}
