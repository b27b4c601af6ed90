package io.nullscope.transformer.corpus;

/** A corpus file does not have the form that its name promises; the message names file and line. */
public final class InvalidCorpusException extends CorpusException {

  private static final long serialVersionUID = 1L;

  InvalidCorpusException(String message) {
    super(message, null);
  }

  InvalidCorpusException(String message, Throwable cause) {
    super(message, cause);
  }
}
