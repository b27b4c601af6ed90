package io.nullscope.study;

import java.util.Objects;

/**
 * One thing that is wrong with a study.
 *
 * @param path the field, e.g. {@code sae.seeds[1]}; empty for the file as a whole
 * @param line line of the file, from 1; 0 when there is none (an override, or a study that is not
 *     text)
 * @param problem what is wrong
 * @param fix what to write instead
 * @param open true for a setting that the file leaves to be set ({@code ${…}}): nothing is wrong
 *     with it, but the study cannot run yet
 */
public record SpecError(String path, int line, String problem, String fix, boolean open) {
  public SpecError {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(fix, "fix");
  }

  /** Something that is wrong. */
  public SpecError(String path, int line, String problem, String fix) {
    this(path, line, problem, fix, false);
  }

  /** One line for people: {@code line 12: sae.k: must be at least 1, but is 0; …}. */
  @Override
  public String toString() {
    return (line > 0 ? "line " + line + ": " : "")
        + (path.isEmpty() ? "" : path + ": ")
        + problem
        + "; "
        + fix;
  }
}
