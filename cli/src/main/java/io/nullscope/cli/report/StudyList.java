package io.nullscope.cli.report;

import com.google.protobuf.Timestamp;
import io.nullscope.v1.StudySummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** The studies of a server, one a row. */
public final class StudyList {
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private StudyList() {}

  /**
   * The table; a sentence when there are no studies.
   *
   * @param zone where the reader's clock is
   * @param columns width of the terminal; 0 when there is none
   */
  public static String render(List<StudySummary> studies, ZoneId zone, int columns) {
    if (studies.isEmpty()) {
      return "No studies.";
    }
    TextTable table = new TextTable(5, List.of("id", "state", "steps", "started", "name"));
    for (StudySummary study : studies) {
      table.row(
          List.of(
              study.getStudyId(),
              study.getState(),
              study.getStepsDone() + "/" + study.getStepsTotal(),
              minute(study.getStartedAt(), zone),
              study.getName()));
    }
    return table.render(columns);
  }

  static String minute(Timestamp moment, ZoneId zone) {
    return MINUTE.format(Instant.ofEpochSecond(moment.getSeconds()).atZone(zone));
  }
}
