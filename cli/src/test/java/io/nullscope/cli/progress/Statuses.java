package io.nullscope.cli.progress;

import io.nullscope.v1.StepFailure;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;

/** Statuses for tests: step ids and states in turn. */
final class Statuses {
  private Statuses() {}

  static StudyStatus of(String... idsAndStates) {
    StudyStatus.Builder status = StudyStatus.newBuilder().setState("RUNNING");
    for (int i = 0; i < idsAndStates.length; i += 2) {
      status.addSteps(
          StepStatus.newBuilder().setStepId(idsAndStates[i]).setState(idsAndStates[i + 1]));
    }
    return status.build();
  }

  static StudyStatus withFailure(StudyStatus status, String id, String code, String message) {
    return status.toBuilder()
        .addFailures(StepFailure.newBuilder().setStepId(id).setCode(code).setMessage(message))
        .build();
  }
}
