package io.nullscope.transformer.corpus;

import io.nullscope.artifacts.tokens.TokenArtifact;

/**
 * The parts of a corpus, in the order in which documents are given to them. No document is in two
 * of them.
 */
public enum Split {
  /** For training SAEs. */
  TRAIN(TokenArtifact.TRAIN, "trainTokens"),
  /** For reconstruction metrics and cross-entropies. */
  EVAL(TokenArtifact.EVAL, "evalTokens"),
  /** For explaining and judging latents. */
  INTERP(TokenArtifact.INTERP, "interpTokens");

  private final String id;
  private final String field;

  Split(String id, String field) {
    this.id = id;
    this.field = field;
  }

  /** Name in token artifacts. */
  public String id() {
    return id;
  }

  /** Name of its budget in a study. */
  String field() {
    return field;
  }
}
