package io.nullscope.autointerp.domain;

/** How windows in which a latent is silent are chosen to test its explanation. */
public enum NegativeKind {
  /** Uniformly. */
  RANDOM("random"),
  /** The token of a positive's maximum occurs in them. */
  SAME_TOKEN("same-token"),
  /** A latent that often fires in the same windows fires in them. */
  CO_ACTIVE("co-active"),
  /** A latent with a similar decoder row fires in them. */
  DECODER_NEIGHBOUR("decoder-neighbour"),
  /** They read most like the positives. */
  NEAREST("nearest");

  private final String id;

  NegativeKind(String id) {
    this.id = id;
  }

  /** Name in studies and results. */
  public String id() {
    return id;
  }
}
