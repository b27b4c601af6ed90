package io.nullscope.study;

import java.util.List;
import java.util.stream.Collectors;

/** A study that was taken for valid is not. The message holds every error, one a line. */
public final class InvalidStudyException extends RuntimeException {
  private final transient List<SpecError> errors;

  /**
   * @param errors every error
   */
  public InvalidStudyException(List<SpecError> errors) {
    super(errors.stream().map(SpecError::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  /** Every error. */
  public List<SpecError> errors() {
    return errors;
  }
}
