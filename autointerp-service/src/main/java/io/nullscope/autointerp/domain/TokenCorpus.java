package io.nullscope.autointerp.domain;

/**
 * The interpretation tokens: {@code tokens() / contextLength()} contexts of {@code S =
 * contextLength()} tokens, seen as one sequence of global positions {@code 0 .. tokens() - 1}. Row
 * {@code r}, column {@code c} of the token matrix is global position {@code r * S + c}.
 */
public interface TokenCorpus {

  /** Number of tokens, a multiple of {@link #contextLength()}. */
  long tokens();

  /** Tokens per context (S), the length of one forward pass. */
  int contextLength();

  /** Vocabulary id of the token at a global position. */
  int tokenId(long position);

  /** Whether every position counts. */
  boolean allCount();

  /** Whether a global position counts: elsewhere no latent fires, whatever the SAE says. */
  boolean counts(long position);

  /** Document that the token at a global position comes from. */
  int documentId(long position);
}
