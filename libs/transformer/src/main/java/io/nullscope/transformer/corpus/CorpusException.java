package io.nullscope.transformer.corpus;

/** A corpus cannot be used as it is; the message says where the problem is and what to do. */
public abstract sealed class CorpusException extends RuntimeException
    permits InvalidCorpusException, InsufficientTokensException {

  private static final long serialVersionUID = 1L;

  CorpusException(String message, Throwable cause) {
    super(message, cause);
  }
}
