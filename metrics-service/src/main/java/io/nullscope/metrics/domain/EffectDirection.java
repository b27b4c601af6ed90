package io.nullscope.metrics.domain;

/** Which of the two has the higher value, where the metric separates them. */
public enum EffectDirection {
  TRAINED_HIGHER,
  NULL_HIGHER,
  NONE
}
