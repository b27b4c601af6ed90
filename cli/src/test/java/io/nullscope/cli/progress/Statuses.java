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

  /** One step is this far, of 9,000 training steps. */
  static StudyStatus withProgress(StudyStatus status, String id, long done) {
    StudyStatus.Builder told = status.toBuilder();
    told.getStepsBuilderList().stream()
        .filter(step -> step.getStepId().equals(id))
        .forEach(
            step ->
                step.getProgressBuilder().setDone(done).setTotal(9_000).setUnit("training steps"));
    return told.build();
  }

  static StudyStatus withFailure(StudyStatus status, String id, String code, String message) {
    return status.toBuilder()
        .addFailures(StepFailure.newBuilder().setStepId(id).setCode(code).setMessage(message))
        .build();
  }
}
