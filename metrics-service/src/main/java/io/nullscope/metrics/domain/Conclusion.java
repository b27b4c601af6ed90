package io.nullscope.metrics.domain;

/** What can be said about a metric and a null. */
public enum Conclusion {
  /** The difference is larger than chance explains, after adjusting for all tests of the study. */
  SEPARATES,
  /** The whole interval of the difference lies within the equivalence margin. */
  EQUIVALENT,
  /** Neither: more latents, documents or seeds are needed. */
  INCONCLUSIVE,
  /** A number of one of the two is not about ordinary tokens; nothing was tested. */
  NOT_COMPARABLE
}
