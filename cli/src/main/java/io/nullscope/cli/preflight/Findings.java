package io.nullscope.cli.preflight;

import io.nullscope.study.SettingLines;
import io.nullscope.study.SpecError;
import io.nullscope.study.StudyMismatchException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a look at a study's surroundings has found. */
public final class Findings {
  private final SettingLines lines;
  private final List<SpecError> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Findings(SettingLines lines) {
    this.lines = lines;
  }

  /** The study cannot run because of this setting. */
  void error(String setting, String problem, String fix) {
    errors.add(new SpecError(setting, lines.of(setting), problem, fix));
  }

  /** The study cannot run because of something that is not in its file. */
  void error(String problem, String fix) {
    errors.add(new SpecError("", 0, problem, fix));
  }

  void mismatch(StudyMismatchException mismatch) {
    errors.add(mismatch.asError(lines));
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  /** Why the study cannot run; those with a line first, in the order of the file. */
  public List<SpecError> errors() {
    return errors.stream()
        .sorted(
            Comparator.comparingInt(error -> error.line() == 0 ? Integer.MAX_VALUE : error.line()))
        .toList();
  }

  /** What will probably not go well. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
