package io.nullscope.study;

/**
 * What can be done to a trained model to make a null of it. Definitions, and what each preserves
 * and destroys: docs/null-models.md.
 */
public enum Treatment {
  /** Nothing: the trained model. */
  TRAINED("trained", false),
  /** Every tensor redrawn from Gaussians with its own moments. */
  RERANDOMIZED_INCL_EMBEDDINGS("rerandomized-incl-embeddings", false),
  /** The same, with the token embedding and the unembedding kept. */
  RERANDOMIZED_EXCL_EMBEDDINGS("rerandomized-excl-embeddings", false),
  /** The model before its first training step. */
  STEP0("step0", false),
  /** Trained weights on Gaussian noise instead of token embeddings. */
  CONTROL("control", false),
  /** The entries of each tensor in random order. */
  PERMUTED("permuted", false),
  /** The singular values of each matrix with random singular vectors. */
  SPECTRUM("spectrum", false),
  /** Re-randomised from layer N upwards, with the final norm and the unembedding. */
  CASCADING_TOP("cascading-top", true),
  /** Re-randomised from the embeddings up to layer N. */
  CASCADING_BOTTOM("cascading-bottom", true),
  /** Trained weights on text whose tokens are in random order. */
  TOKEN_SHUFFLED("token-shuffled", false);

  private final String id;
  private final boolean layered;

  Treatment(String id, boolean layered) {
    this.id = id;
    this.layered = layered;
  }

  /** The name in ids, without the layer. */
  public String id() {
    return id;
  }

  /** Whether a layer is part of what it does. */
  public boolean layered() {
    return layered;
  }

  /** How a study writes it: the id, with N for the layer. */
  public String form() {
    return layered ? id + "-N" : id;
  }
}
