package io.nullscope.variant.domain;

/**
 * Which rule applies to which tensor. Source: arXiv 2501.17727 §3 and the authors' configuration.
 */
public final class NullModelRules {

  private NullModelRules() {}

  /** The rule for one tensor of a null model. */
  public static WeightRule ruleFor(NullModel model, TensorTraits tensor, RedrawPolicy policy) {
    return switch (model) {
      case TRAINED_WEIGHTS -> new WeightRule.Keep();
      case RERANDOMIZED_INCL_EMBEDDINGS -> redraw(tensor.role(), policy);
      case RERANDOMIZED_EXCL_EMBEDDINGS ->
          tensor.role() == TensorRole.EMBEDDING || tensor.role() == TensorRole.UNEMBEDDING
              ? new WeightRule.Keep()
              : redraw(tensor.role(), policy);
      case FRESH_INITIALIZATION ->
          tensor.initialStandardDeviation() == 0
              ? new WeightRule.Fill(tensor.initialMean())
              : new WeightRule.Draw(tensor.initialStandardDeviation());
    };
  }

  private static WeightRule redraw(TensorRole role, RedrawPolicy policy) {
    boolean kept =
        role == TensorRole.NORM && !policy.norms() || role == TensorRole.BIAS && !policy.biases();
    return kept ? new WeightRule.Keep() : new WeightRule.Redraw();
  }
}
