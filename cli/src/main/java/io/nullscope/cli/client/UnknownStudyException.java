package io.nullscope.cli.client;

/** The server knows no study of this id. */
public final class UnknownStudyException extends RuntimeException {
  UnknownStudyException(String studyId, String server, Throwable cause) {
    super(
        "There is no study '%s' at %s; 'nullscope studies' lists those that are there."
            .formatted(studyId, server),
        cause);
  }
}
