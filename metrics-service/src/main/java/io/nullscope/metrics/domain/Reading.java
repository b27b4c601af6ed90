package io.nullscope.metrics.domain;

/** What a difference says of what the model has learned. */
public enum Reading {
  /** It is in the direction that learning would give. */
  LEARNED,
  /** It is in the other one: a good value is no sign of anything learned. */
  AGAINST,
  /** The metric has no such direction, or there is no difference to read. */
  NONE
}
