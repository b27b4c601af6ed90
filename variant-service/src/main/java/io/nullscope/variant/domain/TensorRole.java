package io.nullscope.variant.domain;

/** What a tensor is for, as far as null models treat tensors differently. */
public enum TensorRole {
  /** Token embedding, or the one matrix of a model with tied embeddings. */
  EMBEDDING,
  /** Output projection to the vocabulary. */
  UNEMBEDDING,
  /** Gain or bias of a LayerNorm or RMSNorm. */
  NORM,
  /** Bias of a linear layer. */
  BIAS,
  /** Matrix of a linear layer. */
  WEIGHT
}
