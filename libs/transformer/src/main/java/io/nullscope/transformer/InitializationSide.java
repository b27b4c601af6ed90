package io.nullscope.transformer;

/** Which of a family's two initialisation laws a tensor follows. */
public enum InitializationSide {
  /**
   * Reads the residual stream, or makes it from tokens: embeddings, query/key/value, first MLP
   * matrix, unembedding.
   */
  INPUT_SIDE,
  /** Writes into the residual stream: attention output and last MLP matrix. */
  OUTPUT_SIDE,
  /** Not drawn: gains begin at 1, biases at 0. */
  NONE
}
