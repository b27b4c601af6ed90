package io.nullscope.metrics.domain;

/** The direction that would mean that a metric sees what the model has learned. */
public enum Learned {
  HIGHER,
  LOWER,
  /** A difference is a difference; neither side is better. */
  NONE
}
