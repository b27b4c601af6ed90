package io.nullscope.variant.domain;

/** What happens to one tensor. */
public sealed interface WeightRule {

  /** The trained values stay; the variant shares their bytes. */
  record Keep() implements WeightRule {}

  /** Each entry i.i.d. Gaussian with the mean and standard deviation of the trained tensor. */
  record Redraw() implements WeightRule {}

  /** Each entry i.i.d. Gaussian with mean 0. */
  record Draw(double standardDeviation) implements WeightRule {}

  /** Each entry the same. */
  record Fill(double value) implements WeightRule {}
}
