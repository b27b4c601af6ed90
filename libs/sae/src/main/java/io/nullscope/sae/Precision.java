package io.nullscope.sae;

import java.util.Locale;

/**
 * In which numbers the candidates of the TopK choice are found in training. Everything else is
 * float32 in any case: the choice among the candidates, the activations, the gradients and the
 * update.
 */
public enum Precision {
  /**
   * {@link #BFLOAT16} where the hardware multiplies such numbers fast and the encoder is large
   * enough to gain from it, else {@link #FLOAT32}.
   */
  AUTO,
  /** All pre-activations in float32: no candidates. */
  FLOAT32,
  /** Candidates from products of bfloat16, accumulated in float32. */
  BFLOAT16;

  /**
   * F·D from which candidates pay: at 2^18 finding them costs a tenth more than the product saves,
   * at 2^20 a step is a quarter to a third faster (benchmarks/README.md).
   */
  private static final long LEAST_WEIGHTS = 1L << 19;

  /**
   * What is used for an autoencoder on some hardware: never {@link #AUTO}.
   *
   * @param fastBfloat16 {@link io.nullscope.tensor.TensorRuntime#hasFastBfloat16}
   */
  public Precision on(boolean fastBfloat16, SaeConfig config) {
    if (this != AUTO) {
      return this;
    }
    boolean large = (long) config.latents() * config.width() >= LEAST_WEIGHTS;
    return large && fastBfloat16 ? BFLOAT16 : FLOAT32;
  }

  /** The name in study specifications and in provenance. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
