package io.nullscope.autointerp.application.languagemodel;

/** A language model cannot be used: the step ends. The message never contains a key. */
public final class LanguageModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong; the name is the code of the failed step. */
  public enum Problem {
    /** The key that the study names is not there. */
    API_KEY_MISSING(false),
    /** The key belongs to other addresses. */
    API_KEY_REFUSED(false),
    /** The server does not accept the key. */
    LANGUAGE_MODEL_ACCESS_DENIED(false),
    /** The server knows no such model or path. */
    LANGUAGE_MODEL_NOT_FOUND(false),
    /** The server does not accept the request. */
    LANGUAGE_MODEL_REQUEST_REJECTED(false),
    /** The account has no credit left. */
    LANGUAGE_MODEL_QUOTA_EXHAUSTED(false),
    /** The study's own cap is reached. */
    BUDGET_EXHAUSTED(false),
    /** Replies take longer than the study waits. */
    LANGUAGE_MODEL_TOO_SLOW(false),
    /** The server replies, and nothing of use. */
    JUDGE_FAILED(false),
    /** The server does not answer. */
    LANGUAGE_MODEL_UNAVAILABLE(true);

    private final boolean passing;

    Problem(boolean passing) {
      this.passing = passing;
    }
  }

  private final Problem problem;
  private final boolean passing;

  /**
   * @param message what is wrong, where, and what to do
   */
  public LanguageModelException(Problem problem, String message) {
    this(problem, message, problem.passing);
  }

  /**
   * @param message what is wrong, where, and what to do
   * @param passing whether the same step may succeed later without anybody doing anything
   */
  public LanguageModelException(Problem problem, String message, boolean passing) {
    super(message);
    this.problem = problem;
    this.passing = passing;
  }

  /** True when the same step may succeed later without anybody doing anything. */
  public boolean isPassing() {
    return passing;
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }
}
