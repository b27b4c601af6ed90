package io.nullscope.metrics.domain;

/** What becomes of judgements without a usable answer in an AUROC. */
public enum FailedAnswers {
  /** They are left out. */
  DROPPED,
  /** They have the lowest rank, as a parse failure stored as -1 has; among themselves they tie. */
  LOWEST_RANK,
  /** They count one half against every example of the other class: a guess. */
  ONE_HALF
}
