package io.nullscope.study;

import java.util.Objects;

/**
 * What the paper leaves open about re-randomisation; holds for the re-randomised and the cascading
 * variants. A tensor that is not left alone is redrawn with its own moments.
 */
public record RerandomizationSpec(
    LayerNormPolicy layerNorm,
    BiasPolicy biases,
    MomentScope moments,
    DeviationEstimator standardDeviation) {
  public static final RerandomizationSpec DEFAULT =
      new RerandomizationSpec(
          LayerNormPolicy.KEEP, BiasPolicy.REDRAW, MomentScope.TENSOR, DeviationEstimator.UNBIASED);

  public RerandomizationSpec {
    Objects.requireNonNull(layerNorm, "layerNorm");
    Objects.requireNonNull(biases, "biases");
    Objects.requireNonNull(moments, "moments");
    Objects.requireNonNull(standardDeviation, "standardDeviation");
  }
}
