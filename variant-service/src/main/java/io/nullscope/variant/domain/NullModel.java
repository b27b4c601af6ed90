package io.nullscope.variant.domain;

/** Where a variant's weights come from. What each preserves and destroys: docs/null-models.md. */
public sealed interface NullModel {

  /** Names it in artifact requests, so never changes. */
  String id();

  /** Whether tensors are redrawn with moments of their own, as a {@link RedrawPolicy} says. */
  default boolean redrawn() {
    return false;
  }

  /** The trained weights as they are: the trained variant, and those that change the input only. */
  record TrainedWeights() implements NullModel {
    @Override
    public String id() {
      return "TRAINED_WEIGHTS";
    }
  }

  /**
   * Every tensor redrawn from Gaussians with the moments of its trained self.
   *
   * @param embeddings token embedding and unembedding, too
   */
  record Rerandomized(boolean embeddings) implements NullModel {
    @Override
    public String id() {
      return embeddings ? "RERANDOMIZED_INCL_EMBEDDINGS" : "RERANDOMIZED_EXCL_EMBEDDINGS";
    }

    @Override
    public boolean redrawn() {
      return true;
    }
  }

  /**
   * The initialisation of the model's family, drawn anew: stands in for a step-0 checkpoint that
   * does not exist.
   */
  record FreshInitialization() implements NullModel {
    @Override
    public String id() {
      return "FRESH_INITIALIZATION";
    }
  }

  /** The entries of each tensor in random order. */
  record Permuted() implements NullModel {
    @Override
    public String id() {
      return "PERMUTED";
    }
  }

  /** The singular values of each matrix with random singular vectors; vectors permuted. */
  record Spectrum() implements NullModel {
    @Override
    public String id() {
      return "SPECTRUM";
    }
  }

  /**
   * Re-randomised from a block to the end of the model: final norm and unembedding, too. A tied
   * embedding stays.
   *
   * @param from first block, from 0
   */
  record CascadingTop(int from) implements NullModel {
    @Override
    public String id() {
      return "CASCADING_TOP";
    }

    @Override
    public boolean redrawn() {
      return true;
    }
  }

  /**
   * Re-randomised from the embeddings up to a block. A tied embedding is redrawn.
   *
   * @param to last block, from 0
   */
  record CascadingBottom(int to) implements NullModel {
    @Override
    public String id() {
      return "CASCADING_BOTTOM";
    }

    @Override
    public boolean redrawn() {
      return true;
    }
  }
}
