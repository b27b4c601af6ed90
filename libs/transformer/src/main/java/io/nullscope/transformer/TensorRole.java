package io.nullscope.transformer;

/** What a parameter tensor does in a model: decides what a variant redraws and what it keeps. */
public enum TensorRole {
  /** Token embedding [V, D]; when the embeddings are tied it is the unembedding, too. */
  EMBEDDING,
  /** Learned position embedding [positions, D], added to the token embedding. */
  POSITION_EMBEDDING,
  /** Unembedding [V, D] of a model whose embeddings are not tied. */
  UNEMBEDDING,
  /** Gain of a layer norm or RMS norm: [D], or [head width] where queries and keys are normed. */
  NORM_GAIN,
  /** Bias of a layer norm [D]. */
  NORM_BIAS,
  /** Matrix of a linear map, [out, in] or [in, out]: {@link ParameterSpec#outputAxis}. */
  WEIGHT,
  /** Bias of a linear map [out]. */
  BIAS;

  /** True for gains and biases of norms. */
  public boolean isNorm() {
    return this == NORM_GAIN || this == NORM_BIAS;
  }

  /** True for token embedding, position embedding and unembedding. */
  public boolean isEmbedding() {
    return this == EMBEDDING || this == POSITION_EMBEDDING || this == UNEMBEDDING;
  }
}
