package io.nullscope.metrics.adapter.grpc;

import io.nullscope.study.StudyId;

/** What a request names, checked before the database sees it: PostgreSQL has no text with NUL. */
final class Requested {

  private Requested() {}

  /**
   * An id as studies have it.
   *
   * @throws IllegalArgumentException when no study can have it
   */
  static String studyId(String given) {
    return new StudyId(given).value();
  }

  /**
   * Any other text.
   *
   * @throws IllegalArgumentException when it has a NUL character
   */
  static String text(String field, String given) {
    if (given.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(field + ": has a NUL character; remove it");
    }
    return given;
  }
}
