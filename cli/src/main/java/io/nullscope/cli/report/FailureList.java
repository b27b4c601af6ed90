package io.nullscope.cli.report;

import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.util.ArrayList;
import java.util.List;

/** What failed in a study, and what that kept from running. */
public final class FailureList {
  private FailureList() {}

  /** One line a failure: step, code, message. */
  public static String render(StudyStatus status) {
    List<String> lines = new ArrayList<>();
    for (StepFailure failure : status.getFailuresList()) {
      lines.add(
          "  %s  %s: %s".formatted(failure.getStepId(), failure.getCode(), failure.getMessage()));
    }
    long blocked =
        status.getStepsList().stream().map(StepStatus::getState).filter("BLOCKED"::equals).count();
    if (blocked > 0) {
      lines.add("  %d more steps could not run because of these.".formatted(blocked));
    }
    return String.join("\n", lines);
  }
}
