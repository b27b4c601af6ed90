package io.nullscope.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a study, so that all of it can be reported at once. */
final class SpecProblems {
  private final List<SpecError> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  void add(String path, int line, String problem, String fix) {
    errors.add(new SpecError(path, line, problem, fix));
  }

  /** A setting that the file leaves to be set. */
  void open(String path, int line, String form) {
    errors.add(
        new SpecError(
            path, line, "is left to be set", "add --set %s=%s".formatted(path, form), true));
  }

  void warn(String path, String message) {
    warnings.add(path + ": " + message);
  }

  boolean any() {
    return !errors.isEmpty();
  }

  /**
   * True when none of these fields has an error, so that a rule about several of them can be
   * checked.
   */
  boolean clean(String... paths) {
    for (String path : paths) {
      for (SpecError error : errors) {
        String at = error.path();
        if (at.equals(path)
            || at.startsWith(path + ".")
            || at.startsWith(path + "[")
            || path.startsWith(at + ".")
            || path.startsWith(at + "[")) {
          return false;
        }
      }
    }
    return true;
  }

  SpecResult.Invalid invalid() {
    List<SpecError> sorted = new ArrayList<>(errors);
    sorted.sort(
        Comparator.comparingInt(error -> error.line() == 0 ? Integer.MAX_VALUE : error.line()));
    return new SpecResult.Invalid(sorted);
  }

  List<String> warnings() {
    return warnings;
  }
}
