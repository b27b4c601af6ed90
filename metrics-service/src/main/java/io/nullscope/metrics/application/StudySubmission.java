package io.nullscope.metrics.application;

import io.nullscope.study.InvalidStudyException;
import io.nullscope.study.StudyId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;

/** Submits, cancels and deletes studies. */
public final class StudySubmission {

  private final StudyProjection projection;
  private final StudyRequests requests;
  private final StudyControl control;

  private final StudyQueries queries;
  private final Artifacts artifacts;

  /**
   * What became of a submission.
   *
   * @param joined the study was running already; nothing was started
   */
  public record Submitted(StudyAttempt study, boolean joined) {}

  public StudySubmission(
      StudyProjection projection,
      StudyRequests requests,
      StudyControl control,
      StudyQueries queries,
      Artifacts artifacts) {
    this.projection = projection;
    this.requests = requests;
    this.control = control;
    this.queries = queries;
    this.artifacts = artifacts;
  }

  /**
   * Validates a study and asks for it to be run. The study is in the read model when this returns,
   * so that it can be watched at once. Submitting a study again runs it again, unless it is under
   * way; steps whose artifacts exist are not repeated.
   *
   * @param text study file, YAML or JSON
   * @param studyId "" to have an id derived from the specification
   * @throws InvalidStudyException with every error of the study
   * @throws IllegalArgumentException when the id is not a valid one
   * @throws StudyConflictException when the id belongs to another specification
   */
  public Submitted submit(String text, String studyId) {
    StudySpec spec = KnownMargins.require(StudySpecReader.read(text).orThrow());
    StudyId id = studyId.isEmpty() ? StudyId.derive(spec) : new StudyId(studyId);
    control.claim(id.value(), spec);
    Submitted submitted = projection.request(id.value(), spec);
    if (!submitted.joined()) {
      requests.publish(submitted.study());
    }
    return submitted;
  }

  /**
   * No step of the study starts any more; running steps end. Does nothing to a study that has
   * ended.
   *
   * @throws StudyNotFoundException when there is no such study
   */
  public StudyProgress cancel(String studyId) {
    StudyProgress progress = projection.cancel(studyId);
    if (progress.study().state() == StudyState.CANCELLED) {
      control.cancel(studyId, progress.study().attempt());
    }
    return progress;
  }

  /**
   * Forgets a study that has ended, with its results. What its steps have made stays: other studies
   * may use it.
   *
   * @throws StudyNotFoundException when there is no such study
   * @throws StudyUnderWayException when it has not ended
   */
  public void delete(String studyId) {
    StudyRecord study = queries.progress(studyId).study();
    if (study.state().ended()) {
      study.resultsId().ifPresent(artifacts::deleteResults);
    }
    projection.delete(studyId);
    control.forget(studyId);
  }
}
