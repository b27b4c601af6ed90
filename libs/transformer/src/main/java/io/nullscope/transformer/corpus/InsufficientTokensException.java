package io.nullscope.transformer.corpus;

/** A corpus has fewer tokens than its splits need. */
public final class InsufficientTokensException extends CorpusException {

  private static final long serialVersionUID = 1L;

  InsufficientTokensException(String message) {
    super(message, null);
  }
}
