package io.nullscope.sae;

import java.util.OptionalInt;

/**
 * The auxiliary loss of dead latents (Gao et al., 2024, arXiv 2406.04093): they learn to
 * reconstruct what the others leave over.
 *
 * <pre>
 * e     = x - x_hat, constant here          dead = not fired for more than deadAfterTokens tokens
 * e_hat = Σ a · W_dec[j] over the k largest relu(h) of dead latents, without b_dec
 * loss  = alpha · min(1, #dead / k) · Σ|e_hat - e|² / V
 * </pre>
 *
 * @param alpha weight, above 0; published value 1/32
 * @param k latents per token; D/2 when absent, and never more than there are dead ones
 */
public record AuxK(double alpha, OptionalInt k) {

  /** Checks the ranges. */
  public AuxK {
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException(
          "auxK.alpha is " + alpha + "; it must be positive and finite, leave auxK out for 0");
    }
    if (k.isPresent() && k.getAsInt() < 1) {
      throw new IllegalArgumentException("auxK.k is " + k.getAsInt() + "; it must be at least 1");
    }
  }

  /** With k = D/2. */
  public AuxK(double alpha) {
    this(alpha, OptionalInt.empty());
  }

  /** k for a width. */
  int k(int width) {
    return k.orElse(Math.max(1, width / 2));
  }
}
