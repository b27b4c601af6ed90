package io.nullscope.study;

/**
 * What of an SAE stays as it was drawn. Anything but {@link #NONE} makes it a null: a score that it
 * reaches too does not come of training the frozen part.
 */
public enum Frozen {
  /** Everything is trained. */
  NONE("none"),
  /** A random encoder; only the decoder is trained. */
  ENCODER("encoder"),
  /** A random dictionary; only the encoder is trained. */
  DECODER("decoder"),
  /** A dictionary that may turn by 37 degrees at most (cosine 0.8) from its random start. */
  SOFT_DECODER("soft-decoder"),
  /** An untrained SAE. */
  ALL("all");

  private final String id;

  Frozen(String id) {
    this.id = id;
  }

  /** The name used in study files. */
  public String id() {
    return id;
  }
}
