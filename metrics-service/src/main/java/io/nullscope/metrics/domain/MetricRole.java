package io.nullscope.metrics.domain;

/** What a metric is for. */
public enum MetricRole {
  /** Answers a question of its own: gets a verdict, adjusted for the other primary ones. */
  PRIMARY,
  /** Another form of a primary one, or a part of it: interval, no claim. */
  SECONDARY,
  /** Must differ if the trained model has learned anything: a family of its own. */
  MANIPULATION_CHECK,
  /** A finding under another assumption: how much the treatment of failures matters. */
  SENSITIVITY,
  /** What a finding is measured against: the token list beside the language model. */
  BASELINE,
  /** Must be at chance, whatever the model has learned: the pipeline's own check. */
  CONTROL;

  /** Whether trained and nulls are compared on it. */
  public boolean compared() {
    return this == PRIMARY || this == SECONDARY || this == MANIPULATION_CHECK;
  }
}
