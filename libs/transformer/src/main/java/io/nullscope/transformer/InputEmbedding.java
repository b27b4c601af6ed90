package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/** What enters the first block; learned position embeddings, where a model has them, are added. */
public sealed interface InputEmbedding {

  /**
   * The model's own embedding of tokens.
   *
   * @param tokens int64 [B, S]
   */
  record Tokens(NDArray tokens) implements InputEmbedding {
    public Tokens {
      Objects.requireNonNull(tokens, "tokens");
    }
  }

  /**
   * Vectors in place of the token embedding: the noise of the control variant.
   *
   * @param embeddings float32 [B, S, D]
   */
  record Replaced(NDArray embeddings) implements InputEmbedding {
    public Replaced {
      Objects.requireNonNull(embeddings, "embeddings");
    }
  }
}
