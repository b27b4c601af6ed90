package io.nullscope.metrics.domain;

/** Over what a verdict generalises. */
public enum Scope {
  /** Other draws of the null. */
  DRAWS,
  /** Other SAE seeds of these two fixed models. */
  MODELS,
  /** Nothing: these SAEs only. */
  NONE
}
