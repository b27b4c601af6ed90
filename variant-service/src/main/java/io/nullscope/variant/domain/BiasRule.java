package io.nullscope.variant.domain;

/** What a re-randomisation does with the biases of linear layers. */
public enum BiasRule {
  REDRAW,
  KEEP,
  ZERO
}
