package io.nullscope.variant.domain;

/** Where a variant's weights come from. */
public enum NullModel {
  /**
   * The trained weights as they are: the trained variant, and the control variant, which changes
   * the input only.
   */
  TRAINED_WEIGHTS,
  /** Every tensor redrawn from a Gaussian with the moments of its trained self. */
  RERANDOMIZED_INCL_EMBEDDINGS,
  /** As above, with token embedding and unembedding kept. */
  RERANDOMIZED_EXCL_EMBEDDINGS,
  /**
   * The initialisation of the model's family, drawn anew: stands in for a step-0 checkpoint that
   * does not exist.
   */
  FRESH_INITIALIZATION
}
