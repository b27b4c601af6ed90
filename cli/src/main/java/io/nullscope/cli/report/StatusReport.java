package io.nullscope.cli.report;

import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where one study stands. */
public final class StatusReport {
  private static final List<String> STATES =
      List.of("DONE", "REUSED", "PENDING", "FAILED", "BLOCKED");

  private StatusReport() {}

  /**
   * State, steps by kind, and what failed.
   *
   * @param zone where the reader's clock is
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(StudyStatus study, ZoneId zone, int columns) {
    StringBuilder text = new StringBuilder();
    text.append("Study ").append(study.getStudyId()).append(" (").append(study.getName());
    text.append(")\n").append(study.getState());
    text.append(", started ").append(StudyList.minute(study.getStartedAt(), zone));
    if (study.hasFinishedAt()) {
      text.append(", ended ").append(StudyList.minute(study.getFinishedAt(), zone));
    }
    if (study.getAttempt() > 1) {
      text.append(", attempt ").append(study.getAttempt());
    }
    text.append("\n\n").append(steps(study).render(columns));
    String notices = NoticeList.render(study);
    if (!notices.isEmpty()) {
      text.append("\n\n").append(notices);
    }
    if (study.getFailuresCount() > 0) {
      text.append("\n\nWhat failed:\n").append(FailureList.render(study));
    }
    return text.toString();
  }

  private static TextTable steps(StudyStatus study) {
    Map<String, Map<String, Integer>> kinds = new LinkedHashMap<>();
    for (StepStatus step : study.getStepsList()) {
      kinds
          .computeIfAbsent(step.getStep(), kind -> new LinkedHashMap<>())
          .merge(step.getState(), 1, Integer::sum);
    }
    List<String> header = new ArrayList<>(List.of("steps", "all"));
    STATES.forEach(state -> header.add(state.toLowerCase(Locale.ROOT)));
    TextTable table = new TextTable(1, header);
    kinds.forEach(
        (kind, counts) -> {
          int all = counts.values().stream().mapToInt(Integer::intValue).sum();
          List<String> row = new ArrayList<>(List.of(kind, Integer.toString(all)));
          STATES.forEach(state -> row.add(Integer.toString(counts.getOrDefault(state, 0))));
          table.row(row);
        });
    return table;
  }
}
