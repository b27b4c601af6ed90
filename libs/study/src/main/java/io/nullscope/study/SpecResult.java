package io.nullscope.study;

import java.util.List;
import java.util.stream.Collectors;

/** What reading a study gave: the study, or everything that is wrong with it. */
public sealed interface SpecResult {
  /**
   * The study can run.
   *
   * @param warnings what is allowed but probably not meant, one sentence each
   * @param lines where its settings are written
   */
  record Valid(StudySpec spec, List<String> warnings, SettingLines lines) implements SpecResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** The study cannot run. Errors with a line come first, in the order of the file. */
  record Invalid(List<SpecError> errors) implements SpecResult {
    public Invalid {
      errors = List.copyOf(errors);
      if (errors.isEmpty()) {
        throw new IllegalArgumentException("an invalid study has at least one error");
      }
    }

    /** True when nothing is wrong: the file only leaves settings to be set. */
    public boolean isOpen() {
      return errors.stream().allMatch(SpecError::open);
    }
  }

  /**
   * The study, for callers that have no use for the errors one by one.
   *
   * @throws InvalidStudyException when the study is invalid
   */
  default StudySpec orThrow() {
    if (this instanceof Valid valid) {
      return valid.spec();
    }
    throw new InvalidStudyException(((Invalid) this).errors());
  }

  /** Every error on a line of its own; empty for a valid study. */
  default String describe() {
    return this instanceof Invalid invalid
        ? invalid.errors().stream().map(SpecError::toString).collect(Collectors.joining("\n"))
        : "";
  }
}
