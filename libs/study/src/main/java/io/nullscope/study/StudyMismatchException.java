package io.nullscope.study;

/**
 * The study is valid by itself but does not fit the model that it names. It will not fit on a
 * second attempt either. The message says what does not fit and what to change.
 */
public class StudyMismatchException extends RuntimeException {
  private final String code;
  private final String setting;
  private final String problem;
  private final String fix;

  /**
   * A setting that does not fit.
   *
   * @param setting its path, e.g. {@code corpus.contextLength}
   */
  public StudyMismatchException(String code, String setting, String problem, String fix) {
    super("%s: %s; %s".formatted(setting, problem, fix));
    this.code = code;
    this.setting = setting;
    this.problem = problem;
    this.fix = fix;
  }

  /** The same for people who have the study's file before them. */
  public SpecError asError(SettingLines lines) {
    return new SpecError(setting, lines.of(setting), problem, fix);
  }

  /** Stable code in capitals for events and dashboards, e.g. CONTEXT_TOO_LONG. */
  public String code() {
    return code;
  }
}
