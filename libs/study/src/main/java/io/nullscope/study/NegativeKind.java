package io.nullscope.study;

/** How windows in which a latent is silent are chosen to test its explanation. */
public enum NegativeKind {
  /** Any silent window. */
  RANDOM("random"),
  /** A silent window that has a token on which the latent fires elsewhere. */
  SAME_TOKEN("same-token"),
  /** A silent window in which a latent fires that often fires in the same windows. */
  CO_ACTIVE("co-active"),
  /** A silent window in which a latent with a similar decoder row fires. */
  DECODER_NEIGHBOUR("decoder-neighbour"),
  /** A silent window whose text is close to the latent's windows by sentence embedding. */
  NEAREST("nearest");

  private final String id;

  NegativeKind(String id) {
    this.id = id;
  }

  /** The name used in study files and results. */
  public String id() {
    return id;
  }
}
