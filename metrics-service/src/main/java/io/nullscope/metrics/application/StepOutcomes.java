package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StepId;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.study.StudyPlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes down what a fact says about the steps and cells of a locked study. */
final class StepOutcomes {

  /**
   * Failures of a request that was refused; when the id has a valid study, it is not that study's
   * failure.
   */
  private static final Set<String> REFUSED_REQUESTS =
      Set.of("STUDY_ID_TAKEN", "INVALID_STUDY", "INVALID_STUDY_ID", "MALFORMED_EVENT");

  private final ReadModel.Studies studies;
  private final ReadModel.Cells cells;
  private StudyRecord study;

  StepOutcomes(ReadModel.Tables tables, StudyRecord study) {
    this.studies = tables.studies();
    this.cells = tables.cells();
    this.study = study;
  }

  /** The study, with the model's sizes if the fact has told them. */
  StudyRecord study() {
    return study;
  }

  /**
   * Records a fact of the current attempt.
   *
   * @param metrics the metrics that a {@link StudyFact.MetricsReady} speaks of
   * @return whether this is news: a redelivered fact, or the same artifact found again, is not
   */
  boolean record(StudyFact fact, Optional<CellMetrics> metrics) {
    if (fact instanceof StudyFact.VariantReady ready) {
      learn(ready.shape());
      StepId step = StepId.variant(ready.variant());
      return done(
          new StepReport(
              step, made(ready.reused()), ready.variantId(), ready.origin(), ready.notices()));
    }
    if (fact instanceof StudyFact.ActivationsReady ready) {
      learn(ready.shape());
      return done(StepId.activations(ready.variant()), ready.activationsId(), ready.reused());
    }
    if (fact instanceof StudyFact.SaeReady ready) {
      learn(ready.shape());
      cells.putSae(study.studyId(), ready.cell(), ready.saeId());
      return done(StepId.sae(ready.cell()), ready.saeId(), ready.reused());
    }
    if (fact instanceof StudyFact.LatentsReady ready) {
      cells.putLatents(study.studyId(), ready.cell(), ready.latentsId());
      return done(StepId.latents(ready.cell()), ready.latentsId(), ready.reused());
    }
    if (fact instanceof StudyFact.MetricsReady ready) {
      cells.putMetrics(
          study.studyId(), ready.cell(), ready.group(), ready.metricsId(), metrics.orElseThrow());
      return done(
          ready.group().step(ready.cell()).orElseThrow(), ready.metricsId(), ready.reused());
    }
    return fact instanceof StudyFact.Failed failed && failed(failed);
  }

  /** Learns the model's sizes; a study that does not fit them fails as a whole. */
  private void learn(ModelShape shape) {
    if (study.shape().isPresent()) {
      return;
    }
    study = study.withShape(shape);
    studies.update(study);
    try {
      StudyPlan.of(study.spec().orElseThrow(), shape);
    } catch (StudyMismatchException mismatch) {
      studies.putFailure(
          study.studyId(),
          new StepFailure(
              StepId.study(),
              "study",
              mismatch.code(),
              mismatch.getMessage(),
              "REJECTED",
              "metrics-service"));
    }
  }

  private static StepState made(boolean reused) {
    return reused ? StepState.REUSED : StepState.DONE;
  }

  private boolean done(StepId step, String artifactId, boolean reused) {
    return done(new StepReport(step, made(reused), artifactId, "", List.of()));
  }

  private boolean done(StepReport step) {
    boolean known =
        studies.steps(study.studyId()).stream()
            .anyMatch(
                report ->
                    report.id().equals(step.id())
                        && report.state().succeeded()
                        && report.artifactId().equals(step.artifactId()));
    if (known) {
      return false;
    }
    studies.putStep(study.studyId(), step);
    studies.deleteFailure(study.studyId(), step.id());
    return true;
  }

  private boolean failed(StudyFact.Failed fact) {
    boolean refusedRequest = REFUSED_REQUESTS.contains(fact.code());
    if (fact.stepId().equals(StepId.study()) && refusedRequest && study.spec().isPresent()) {
      return false;
    }
    boolean succeeded =
        studies.steps(study.studyId()).stream()
            .anyMatch(report -> report.id().equals(fact.stepId()) && report.state().succeeded());
    StepFailure failure =
        new StepFailure(
            fact.stepId(),
            fact.step(),
            fact.code(),
            fact.message(),
            fact.failureKind(),
            fact.service());
    if (succeeded || studies.failures(study.studyId()).contains(failure)) {
      return false; // the artifact is there, or the failure is known
    }
    studies.putStep(
        study.studyId(), new StepReport(fact.stepId(), StepState.FAILED, "", "", List.of()));
    studies.putFailure(study.studyId(), failure);
    return true;
  }
}
