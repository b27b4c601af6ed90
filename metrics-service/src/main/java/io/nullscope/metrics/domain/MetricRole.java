package io.nullscope.metrics.domain;

/** What a metric is for. Only findings are compared between variants and get verdicts. */
public enum MetricRole {
  /** Answers a question of its own. */
  FINDING,
  /** A finding under another assumption: how much the treatment of failures matters. */
  SENSITIVITY,
  /** What a finding is measured against: the token list beside the language model. */
  BASELINE,
  /** Must be at chance, whatever the model has learned: the pipeline's own check. */
  CONTROL
}
