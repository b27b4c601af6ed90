package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.StudySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns facts into the read model. Applying a fact twice, or facts in another order, gives the same
 * state; facts of an older attempt change nothing. Facts of one study are applied one at a time
 * (its row is locked), so exactly one of them sees the last step end.
 */
public final class StudyProjection {

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
   * @return the study after it; {@link StudyProgress#needsResults()} tells the caller to make the
   *     results
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
          if (fact.attempt() == study.attempt() && study.state() != StudyState.DELETED) {
            study = apply(tables, study, fact, metrics);
          }
          return progress(tables.studies(), study);
        });
  }

  /**
   * Records metrics that were made when the study ended. Does nothing when the attempt is not the
   * current one, or has results.
   */
  void compared(String studyId, int attempt, List<CellRecord> cells) {
    Map<CellRecord, CellMetrics> metrics = new LinkedHashMap<>();
    for (CellRecord cell : cells) {
      String id = cell.metricsIds().get(MetricGroup.DICTIONARY);
      metrics.put(cell, artifacts.cellMetrics(MetricGroup.DICTIONARY, id));
    }
    readModel.transaction(
        tables -> {
          StudyRecord study = lock(tables.studies(), studyId);
          if (study.attempt() == attempt && progress(tables.studies(), study).needsResults()) {
            metrics.forEach(
                (cell, values) ->
                    tables
                        .cells()
                        .putMetrics(
                            studyId,
                            cell.key(),
                            MetricGroup.DICTIONARY,
                            cell.metricsIds().get(MetricGroup.DICTIONARY),
                            values));
          }
          return null;
        });
  }

  /**
   * Records the results of an ended study and with them its final state. Does nothing when the
   * attempt is not the current one.
   *
   * @return the study after it
   */
  public StudyProgress finish(
      String studyId, int attempt, String resultsId, List<Verdict> verdicts) {
    return readModel.transaction(
        tables -> {
          StudyRecord study =
              tables.studies().lock(studyId).orElseThrow(() -> new StudyNotFoundException(studyId));
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

  /**
   * Ends a study whose results cannot be made: without it, the study would be running for ever.
   * Does nothing when the attempt is not the current one, or has results.
   *
   * @return the study after it
   */
  public StudyProgress giveUp(String studyId, int attempt, StepFailure failure) {
    return readModel.transaction(
        tables -> {
          StudyRecord study =
              tables.studies().lock(studyId).orElseThrow(() -> new StudyNotFoundException(studyId));
          if (study.attempt() == attempt && progress(tables.studies(), study).needsResults()) {
            tables.studies().putFailure(studyId, failure);
            study = study.withState(StudyState.FAILED);
            tables.studies().update(study);
          }
          return progress(tables.studies(), study);
        });
  }

  /**
   * Notes that the end of a study was announced; unless the study has gone on since, so that there
   * is another end to announce.
   */
  public void told(StudyProgress announced) {
    readModel.transaction(
        tables -> {
          StudyRecord then = announced.study();
          tables
              .studies()
              .lock(then.studyId())
              .filter(now -> now.equals(then))
              .ifPresent(now -> tables.studies().told(now.studyId()));
          return null;
        });
  }

  /** Marks a study as cancelled, unless it has ended. */
  public StudyProgress cancel(String studyId) {
    return readModel.transaction(
        tables -> {
          StudyRecord study = lock(tables.studies(), studyId);
          if (!study.state().ended()) {
            study = study.withState(StudyState.CANCELLED).finishedAt(Optional.of(now()));
            tables.studies().update(study);
          }
          return progress(tables.studies(), study);
        });
  }

  /**
   * Forgets everything about a study that has ended, but that it was there: facts that come late
   * must not bring it back.
   *
   * @throws StudyUnderWayException when it has not ended
   */
  public void delete(String studyId) {
    readModel.transaction(
        tables -> {
          StudyRecord study = lock(tables.studies(), studyId);
          if (!study.state().ended()) {
            throw new StudyUnderWayException(studyId);
          }
          tables.studies().clear(studyId);
          tables.studies().update(study.deleted());
          return null;
        });
  }

  private static StudyRecord lock(ReadModel.Studies studies, String studyId) {
    return studies
        .lock(studyId)
        .filter(study -> study.state() != StudyState.DELETED)
        .orElseThrow(() -> new StudyNotFoundException(studyId));
  }

  /**
   * Makes room for the next attempt at a study: the first one, or one more than the last. An
   * attempt that has not ended is the next one: the same study twice at once would do nothing but
   * wait for itself.
   *
   * @throws StudyConflictException when the id belongs to another specification
   */
  public StudySubmission.Submitted request(String studyId, StudySpec spec) {
    return readModel.transaction(
        tables -> {
          Optional<StudyRecord> last = tables.studies().lock(studyId);
          boolean underWay = last.filter(study -> !study.state().ended()).isPresent();
          int number = last.map(StudyRecord::attempt).orElse(0) + (underWay ? 0 : 1);
          StudyAttempt attempt = new StudyAttempt(studyId, number, spec);
          open(tables.studies(), new StudyFact.Requested(attempt));
          // Whether a request that nothing has followed was ever published is not known.
          boolean joined = last.filter(study -> study.state() == StudyState.RUNNING).isPresent();
          return new StudySubmission.Submitted(attempt, joined);
        });
  }

  /**
   * Finds or makes the study of a fact, locked; starts it again when the fact is of a newer
   * attempt.
   */
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
      study = StudyRecord.fresh(fact.studyId(), fact.attempt(), spec.or(study::spec), now());
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
      ReadModel.Tables tables, StudyRecord study, StudyFact fact, Optional<CellMetrics> metrics) {
    StepOutcomes outcomes = new StepOutcomes(tables, study);
    boolean changed = outcomes.record(fact, metrics);
    return settle(tables.studies(), outcomes.study(), changed);
  }

  /** Moves the study on after a step changed. */
  private StudyRecord settle(ReadModel.Studies studies, StudyRecord study, boolean changed) {
    if (!changed || study.state().abandoned()) {
      return study;
    }
    StudyProgress progress = progress(studies, study);
    if (study.state().ended() && progress.rejected()) {
      return study; // steps that were under way end one by one; the study has failed all the same
    }
    StudyRecord after =
        study.state().ended() ? study.reopened() : study.withState(StudyState.RUNNING);
    after = after.finishedAt(progress.stepsEnded() ? Optional.of(now()) : Optional.empty());
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
