package io.nullscope.study;

import java.util.Objects;

/**
 * What the re-randomised variants leave alone; everything else is redrawn with its own tensor's
 * mean and standard deviation.
 */
public record RerandomizationSpec(LayerNormPolicy layerNorm, BiasPolicy biases) {
  public static final RerandomizationSpec DEFAULT =
      new RerandomizationSpec(LayerNormPolicy.KEEP, BiasPolicy.REDRAW);

  public RerandomizationSpec {
    Objects.requireNonNull(layerNorm, "layerNorm");
    Objects.requireNonNull(biases, "biases");
  }
}
