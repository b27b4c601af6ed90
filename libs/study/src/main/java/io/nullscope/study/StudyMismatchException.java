package io.nullscope.study;

/**
 * The study is valid by itself but does not fit the model that it names. It will not fit on a
 * second attempt either. The message says what does not fit and what to change.
 */
public class StudyMismatchException extends RuntimeException {
  private final String code;

  public StudyMismatchException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Stable code in capitals for events and dashboards, e.g. CONTEXT_TOO_LONG. */
  public String code() {
    return code;
  }
}
