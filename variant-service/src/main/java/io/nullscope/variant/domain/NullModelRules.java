package io.nullscope.variant.domain;

/**
 * Which rule applies to which tensor. Sources: arXiv 2501.17727 §3 and the authors' configuration
 * for re-randomisation; Adebayo et al. 2018 (arXiv 1810.03292) for cascades.
 */
public final class NullModelRules {

  private NullModelRules() {}

  /** The rule for one tensor of a null model. */
  public static WeightRule ruleFor(NullModel model, TensorTraits tensor, RedrawPolicy policy) {
    if (model instanceof NullModel.Rerandomized rerandomized) {
      return rerandomized.embeddings() || !embedding(tensor)
          ? redraw(tensor, policy)
          : new WeightRule.Keep();
    }
    if (model instanceof NullModel.CascadingTop top) {
      return tensor.depth() > top.from() ? redraw(tensor, policy) : new WeightRule.Keep();
    }
    if (model instanceof NullModel.CascadingBottom bottom) {
      return tensor.depth() <= bottom.to() + 1 ? redraw(tensor, policy) : new WeightRule.Keep();
    }
    if (model instanceof NullModel.FreshInitialization) {
      return tensor.initialStandardDeviation() == 0
          ? new WeightRule.Fill(tensor.initialMean())
          : new WeightRule.Draw(tensor.initialStandardDeviation());
    }
    if (model instanceof NullModel.Permuted) {
      return new WeightRule.Permute();
    }
    if (model instanceof NullModel.Spectrum) {
      return tensor.layout().matrix()
          ? new WeightRule.ReplaceSingularVectors(tensor.layout())
          : new WeightRule.Permute();
    }
    return new WeightRule.Keep();
  }

  private static boolean embedding(TensorTraits tensor) {
    return tensor.role() == TensorRole.EMBEDDING || tensor.role() == TensorRole.UNEMBEDDING;
  }

  private static WeightRule redraw(TensorTraits tensor, RedrawPolicy policy) {
    if (tensor.role() == TensorRole.NORM && !policy.norms()) {
      return new WeightRule.Keep();
    }
    if (tensor.role() == TensorRole.BIAS && policy.biases() != BiasRule.REDRAW) {
      return policy.biases() == BiasRule.KEEP ? new WeightRule.Keep() : new WeightRule.Fill(0);
    }
    return new WeightRule.Redraw(
        EntryGroups.of(tensor.layout(), policy.scope()), policy.unbiased());
  }
}
