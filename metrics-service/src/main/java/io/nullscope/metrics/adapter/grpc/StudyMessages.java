package io.nullscope.metrics.adapter.grpc;

import com.google.protobuf.Timestamp;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StepFailure;
import io.nullscope.metrics.application.StepState;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyRecord;
import io.nullscope.service.WireStudies;
import io.nullscope.study.StepId;
import io.nullscope.v1.StepProgress;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.StudySummary;
import java.time.Instant;
import java.util.Comparator;

/** Studies and steps as messages. */
final class StudyMessages {

  private StudyMessages() {}

  static StudyStatus status(StudyProgress progress, RunningSteps running) {
    StudyRecord study = progress.study();
    StudyStatus.Builder status =
        StudyStatus.newBuilder()
            .setStudyId(study.studyId())
            .setName(study.name())
            .setAttempt(study.attempt())
            .setState(study.state().name())
            .setStartedAt(timestamp(study.startedAt()));
    if (study.state().ended()) {
      study.finishedAt().ifPresent(instant -> status.setFinishedAt(timestamp(instant)));
    }
    progress.steps().forEach(step -> status.addSteps(step(study, step, running)));
    progress.failures().stream()
        .sorted(Comparator.comparing(failure -> failure.stepId().value()))
        .forEach(failure -> status.addFailures(failure(failure)));
    return status.build();
  }

  static StudySummary summary(StudyProgress progress) {
    StudyRecord study = progress.study();
    StudySummary.Builder summary =
        StudySummary.newBuilder()
            .setStudyId(study.studyId())
            .setName(study.name())
            .setAttempt(study.attempt())
            .setState(study.state().name())
            .setStartedAt(timestamp(study.startedAt()))
            .setStepsTotal(progress.steps().size());
    if (study.state().ended()) {
      study.finishedAt().ifPresent(instant -> summary.setFinishedAt(timestamp(instant)));
    }
    for (StudyProgress.Step step : progress.steps()) {
      if (step.state().succeeded()) {
        summary.setStepsDone(summary.getStepsDone() + 1);
      } else if (step.state() == StepState.FAILED) {
        summary.setStepsFailed(summary.getStepsFailed() + 1);
      }
    }
    return summary.build();
  }

  private static StepStatus step(StudyRecord study, StudyProgress.Step step, RunningSteps running) {
    StepStatus.Builder status =
        StepStatus.newBuilder()
            .setStepId(step.id().value())
            .setStep(step.kind().id())
            .setState(step.state().name())
            .setArtifactId(step.artifactId())
            .setVariant(WireStudies.toWire(step.variant()))
            .setHookPoint(step.hookPoint().map(Object::toString).orElse(""))
            .addAllNotices(step.notices());
    if (step.state() == StepState.PENDING) {
      running
          .find(new RunningSteps.Key(study.studyId(), study.attempt(), step.id().value()))
          .ifPresent(progress -> status.setProgress(progress(progress)));
    }
    return status.build();
  }

  private static StepProgress progress(RunningSteps.Progress progress) {
    return StepProgress.newBuilder()
        .setDone(progress.done())
        .setTotal(progress.total())
        .setUnit(progress.unit())
        .build();
  }

  private static io.nullscope.v1.StepFailure failure(StepFailure failure) {
    StepId id = failure.stepId();
    return io.nullscope.v1.StepFailure.newBuilder()
        .setStepId(id.value())
        .setStep(failure.step())
        .setCode(failure.code())
        .setMessage(failure.message())
        .build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
