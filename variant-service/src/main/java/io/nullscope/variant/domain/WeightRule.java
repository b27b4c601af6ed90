package io.nullscope.variant.domain;

/** What happens to one tensor. */
public sealed interface WeightRule {

  /** The trained values stay; the variant shares their bytes. */
  record Keep() implements WeightRule {}

  /**
   * Each entry i.i.d. Gaussian with the mean and standard deviation of its group in the trained
   * tensor.
   *
   * @param unbiased n − 1 in the denominator of the variance, else n
   */
  record Redraw(EntryGroups groups, boolean unbiased) implements WeightRule {}

  /** Each entry i.i.d. Gaussian with mean 0. */
  record Draw(double standardDeviation) implements WeightRule {}

  /** Each entry the same. */
  record Fill(double value) implements WeightRule {}

  /** The stored entries in an order that is uniform among all orders. */
  record Permute() implements WeightRule {}

  /** Random singular vectors for each matrix of the tensor. */
  record ReplaceSingularVectors(Layout layout) implements WeightRule {}
}
