package io.nullscope.variant.domain;

/** Which entries of a tensor share moments. */
public enum MomentScope {
  TENSOR,
  /** One attention head's block of a query, key, value or output projection. */
  HEAD,
  /** One output row of a matrix. */
  ROW
}
