package io.nullscope.cli.report;

/**
 * A file is not the results.json of a study, or says nothing of draws; the message is for users.
 */
public final class UnreadableResultsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableResultsException(String message) {
    super(message);
  }
}
