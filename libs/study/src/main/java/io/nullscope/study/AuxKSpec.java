package io.nullscope.study;

import java.util.OptionalInt;

/**
 * The auxiliary loss that revives dead latents: they reconstruct what the living ones leave over
 * (Gao et al. 2024, §A.2).
 *
 * @param alpha weight in the loss; 0 is off, 1/32 the published value
 * @param k dead latents that take part for each token; absent: half the model's width
 */
public record AuxKSpec(double alpha, OptionalInt k) {
  public static final AuxKSpec OFF = new AuxKSpec(0, OptionalInt.empty());

  public AuxKSpec {
    Require.between(0, Double.MAX_VALUE, alpha, "sae.auxK.alpha");
    Require.atLeast(1, k.orElse(1), "sae.auxK.k");
  }

  public boolean enabled() {
    return alpha > 0;
  }

  /** The number of dead latents that take part, for a model of this width D. */
  public int kFor(int width) {
    return k.orElse(Math.max(1, width / 2));
  }
}
