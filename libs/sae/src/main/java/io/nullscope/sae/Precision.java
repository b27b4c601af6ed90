package io.nullscope.sae;

import io.nullscope.tensor.TensorRuntime;
import java.util.Locale;

/**
 * In which numbers the candidates of the TopK choice are found in training. Everything else is
 * float32 in any case: the choice among the candidates, the activations, the gradients and the
 * update.
 */
public enum Precision {
  /** {@link #BFLOAT16} where the hardware multiplies such numbers fast, else {@link #FLOAT32}. */
  AUTO,
  /** All pre-activations in float32: no candidates. */
  FLOAT32,
  /** Candidates from products of bfloat16, accumulated in float32. */
  BFLOAT16;

  /** What is used on this hardware: never {@link #AUTO}. The same machine gives the same answer. */
  public Precision on(TensorRuntime runtime) {
    if (this != AUTO) {
      return this;
    }
    return runtime.hasFastBfloat16() ? BFLOAT16 : FLOAT32;
  }

  /** The name in study specifications and in provenance. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
