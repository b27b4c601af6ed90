package io.nullscope.cli;

import io.nullscope.v1.StudySummary;
import java.util.List;
import java.util.Set;

/** Studies on which services work, or will. */
final class Unfinished {
  private static final Set<String> STATES = Set.of("REQUESTED", "RUNNING");

  private Unfinished() {}

  static List<StudySummary> of(List<StudySummary> studies) {
    return studies.stream().filter(study -> STATES.contains(study.getState())).toList();
  }
}
