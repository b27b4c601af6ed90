package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.ModelShape;
import io.nullscope.study.StepId;
import io.nullscope.study.StudyMismatchException;
import io.nullscope.study.StudyPlan;
import io.nullscope.study.StudySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns facts into the read model. Applying a fact twice, or facts in another order, gives the same state; facts of an older attempt
 * change nothing. Facts of one study are applied one at a time (its row is locked), so exactly one of them sees the last step end.
 */
public final class StudyProjection {

  /** Failures of a request that was refused; when the id has a valid study, it is not that study's failure. */
  private static final Set<String> REFUSED_REQUESTS =
      Set.of("STUDY_ID_TAKEN", "INVALID_STUDY", "INVALID_STUDY_ID", "MALFORMED_EVENT");

  private final ReadModel readModel;
  private final Artifacts artifacts;
  private final Clock clock;

  public StudyProjection(ReadModel readModel, Artifacts artifacts, Clock clock) {
    this.readModel = readModel;
    this.artifacts = artifacts;
    this.clock = clock;
  }

  /**
   * Applies a fact.
   *
   * @return the study after it; {@link StudyProgress#needsResults()} tells the caller to make the results
   * @throws StudyConflictException when the id belongs to another specification
   */
  public StudyProgress apply(StudyFact fact) {
    // Read before the study is locked: the store may be slow.
    Optional<CellMetrics> metrics =
        fact instanceof StudyFact.MetricsReady ready
            ? Optional.of(artifacts.cellMetrics(ready.group(), ready.metricsId()))
            : Optional.empty();
    return readModel.transaction(
        tables -> {
          StudyRecord study = open(tables.studies(), fact);
          if (fact.attempt() == study.attempt()) {
            study = apply(tables, study, fact, metrics);
          }
          return progress(tables.studies(), study);
        });
  }

  /**
   * Records the results of an ended study and with them its final state. Does nothing when the attempt is not the current one.
   *
   * @return the study after it
   */
  public StudyProgress finish(
      String studyId, int attempt, String resultsId, List<Verdict> verdicts) {
    return readModel.transaction(
        tables -> {
          StudyRecord study =
              tables
                  .studies()
                  .lock(studyId)
                  .orElseThrow(() -> new StudyNotFoundException(studyId));
          StudyProgress progress = progress(tables.studies(), study);
          if (study.attempt() != attempt || !progress.needsResults()) {
            return progress;
          }
          tables.verdicts().replace(studyId, verdicts);
          StudyRecord finished = study.withResults(resultsId).withState(progress.outcome());
          tables.studies().update(finished);
          return progress(tables.studies(), finished);
        });
  }

  /** Marks a study as cancelled, unless it has ended. */
  public StudyProgress cancel(String studyId) {
    return readModel.transaction(
        tables -> {
          StudyRecord study =
              tables
                  .studies()
                  .lock(studyId)
                  .orElseThrow(() -> new StudyNotFoundException(studyId));
          if (!study.state().ended()) {
            study = study.withState(StudyState.CANCELLED).finishedAt(now());
            tables.studies().update(study);
          }
          return progress(tables.studies(), study);
        });
  }

  /**
   * Makes room for the next attempt at a study: the first one, or one more than the last.
   *
   * @throws StudyConflictException when the id belongs to another specification
   */
  public StudyAttempt request(String studyId, StudySpec spec) {
    return readModel.transaction(
        tables -> {
          int next = tables.studies().lock(studyId).map(StudyRecord::attempt).orElse(0) + 1;
          StudyAttempt attempt = new StudyAttempt(studyId, next, spec);
          open(tables.studies(), new StudyFact.Requested(attempt));
          return attempt;
        });
  }

  /** Finds or makes the study of a fact, locked; starts it again when the fact is of a newer attempt. */
  private StudyRecord open(ReadModel.Studies studies, StudyFact fact) {
    Optional<StudySpec> spec =
        fact instanceof StudyFact.OfStudy known
            ? Optional.of(known.study().spec())
            : Optional.empty();
    Optional<StudyRecord> found = studies.lock(fact.studyId());
    if (found.isEmpty()) {
      studies.insertIfAbsent(StudyRecord.fresh(fact.studyId(), fact.attempt(), spec, now()));
      found = studies.lock(fact.studyId());
    }
    StudyRecord study =
        found.orElseThrow(() -> new IllegalStateException("study row vanished under its lock"));
    if (spec.isPresent() && study.spec().isPresent()) {
      requireSame(study, spec.get());
    }
    if (fact.attempt() > study.attempt()) {
      studies.clear(fact.studyId());
      study =
          StudyRecord.fresh(fact.studyId(), fact.attempt(), spec.or(study::spec), now());
      studies.update(study);
    }
    if (study.spec().isEmpty() && spec.isPresent()) {
      study = study.withSpec(spec.get());
      studies.update(study);
    }
    return study;
  }

  private static void requireSame(StudyRecord study, StudySpec spec) {
    String existing = study.spec().orElseThrow().hash();
    String asked = spec.hash();
    if (!existing.equals(asked)) {
      throw new StudyConflictException(study.studyId(), existing, asked);
    }
  }

  private StudyRecord apply(
      ReadModel.Tables tables,
      StudyRecord study,
      StudyFact fact,
      Optional<CellMetrics> metrics) {
    StudyRecord after = study;
    boolean changed = false;
    if (fact instanceof StudyFact.VariantReady ready) {
      after = shape(tables, after, ready.shape());
      changed = done(tables, ready, StepId.variant(ready.variant()), ready.variantId(), ready.reused(), ready.origin());
    } else if (fact instanceof StudyFact.ActivationsReady ready) {
      after = shape(tables, after, ready.shape());
      changed = done(tables, ready, StepId.activations(ready.variant()), ready.activationsId(), ready.reused(), "");
    } else if (fact instanceof StudyFact.SaeReady ready) {
      after = shape(tables, after, ready.shape());
      changed = done(tables, ready, StepId.sae(ready.cell()), ready.saeId(), ready.reused(), "");
      tables.cells().putSae(ready.studyId(), ready.cell(), ready.saeId());
    } else if (fact instanceof StudyFact.LatentsReady ready) {
      changed = done(tables, ready, StepId.latents(ready.cell()), ready.latentsId(), ready.reused(), "");
      tables.cells().putLatents(ready.studyId(), ready.cell(), ready.latentsId());
    } else if (fact instanceof StudyFact.MetricsReady ready) {
      StepId step =
          switch (ready.group()) {
            case RECONSTRUCTION -> StepId.reconstruction(ready.cell());
            case INTERPRETABILITY -> StepId.interpretability(ready.cell());
          };
      changed = done(tables, ready, step, ready.metricsId(), ready.reused(), "");
      tables
          .cells()
          .putMetrics(
              ready.studyId(), ready.cell(), ready.group(), ready.metricsId(), metrics.orElseThrow());
    } else if (fact instanceof StudyFact.Failed failed) {
      changed = failed(tables.studies(), study, failed);
    }
    return settle(tables.studies(), after, changed);
  }

  /** Learns the model's sizes; a study that does not fit them fails as a whole. */
  private static StudyRecord shape(
      ReadModel.Tables tables, StudyRecord study, ModelShape shape) {
    if (study.shape().isPresent()) {
      return study;
    }
    StudyRecord known = study.withShape(shape);
    try {
      StudyPlan.of(study.spec().orElseThrow(), shape);
    } catch (StudyMismatchException mismatch) {
      tables
          .studies()
          .putFailure(
              study.studyId(),
              new StepFailure(
                  StepId.study(),
                  "study",
                  mismatch.code(),
                  mismatch.getMessage(),
                  "REJECTED",
                  "metrics-service"));
    }
    tables.studies().update(known);
    return known;
  }

  /** Returns whether this is news: a redelivered fact, or the same artifact found again, is not. */
  private static boolean done(
      ReadModel.Tables tables,
      StudyFact fact,
      StepId step,
      String artifactId,
      boolean reused,
      String note) {
    ReadModel.Studies studies = tables.studies();
    boolean known =
        studies.steps(fact.studyId()).stream()
            .anyMatch(
                report ->
                    report.id().equals(step)
                        && report.state().succeeded()
                        && report.artifactId().equals(artifactId));
    if (known) {
      return false;
    }
    StepState state = reused ? StepState.REUSED : StepState.DONE;
    studies.putStep(fact.studyId(), new StepReport(step, state, artifactId, note));
    studies.deleteFailure(fact.studyId(), step);
    return true;
  }

  private static boolean failed(
      ReadModel.Studies studies, StudyRecord study, StudyFact.Failed fact) {
    boolean refusedRequest = REFUSED_REQUESTS.contains(fact.code());
    if (fact.stepId().equals(StepId.study()) && refusedRequest && study.spec().isPresent()) {
      return false;
    }
    boolean succeeded =
        studies.steps(fact.studyId()).stream()
            .anyMatch(
                report -> report.id().equals(fact.stepId()) && report.state().succeeded());
    StepFailure failure =
        new StepFailure(
            fact.stepId(),
            fact.step(),
            fact.code(),
            fact.message(),
            fact.failureKind(),
            fact.service());
    if (succeeded || studies.failures(fact.studyId()).contains(failure)) {
      return false; // the artifact is there, or the failure is known
    }
    studies.putStep(fact.studyId(), new StepReport(fact.stepId(), StepState.FAILED, "", ""));
    studies.putFailure(fact.studyId(), failure);
    return true;
  }

  /** Moves the study on after a step changed. */
  private StudyRecord settle(ReadModel.Studies studies, StudyRecord study, boolean changed) {
    if (!changed || study.state() == StudyState.CANCELLED) {
      return study;
    }
    StudyProgress progress = progress(studies, study);
    if (study.state().ended() && progress.rejected()) {
      return study; // steps that were under way end one by one; the study has failed all the same
    }
    StudyRecord after =
        study.state().ended() ? study.reopened() : study.withState(StudyState.RUNNING);
    if (progress.stepsEnded()) {
      after = after.finishedAt(now());
    }
    studies.update(after);
    return after;
  }

  private static StudyProgress progress(ReadModel.Studies studies, StudyRecord study) {
    return StudyProgress.of(
        study, studies.steps(study.studyId()), studies.failures(study.studyId()));
  }

  /** Milliseconds survive every database. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
