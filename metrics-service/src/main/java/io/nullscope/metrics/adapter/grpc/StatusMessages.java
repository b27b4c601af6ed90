package io.nullscope.metrics.adapter.grpc;

import com.google.protobuf.Timestamp;
import io.nullscope.metrics.application.StepFailure;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyRecord;
import io.nullscope.service.WireStudies;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import java.time.Instant;

/** The progress of a study as a message. */
final class StatusMessages {

  private StatusMessages() {}

  static StudyStatus of(StudyProgress progress) {
    StudyRecord study = progress.study();
    StudyStatus.Builder status =
        StudyStatus.newBuilder()
            .setStudyId(study.studyId())
            .setName(study.name())
            .setAttempt(study.attempt())
            .setState(study.state().name())
            .setStartedAt(timestamp(study.startedAt()));
    study.finishedAt().ifPresent(finished -> status.setFinishedAt(timestamp(finished)));
    progress.steps().forEach(step -> status.addSteps(of(step)));
    progress.failures().forEach(failure -> status.addFailures(of(failure)));
    return status.build();
  }

  private static StepStatus of(StudyProgress.Step step) {
    return StepStatus.newBuilder()
        .setStepId(step.id().value())
        .setStep(step.kind().id())
        .setState(step.state().name())
        .setArtifactId(step.artifactId())
        .setVariant(WireStudies.toWire(step.variant()))
        .setHookPoint(step.hookPoint().map(Object::toString).orElse(""))
        .build();
  }

  private static io.nullscope.v1.StepFailure of(StepFailure failure) {
    return io.nullscope.v1.StepFailure.newBuilder()
        .setStepId(failure.stepId().value())
        .setStep(failure.step())
        .setCode(failure.code())
        .setMessage(failure.message())
        .build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }
}
