package io.nullscope.metrics.application;

import io.nullscope.study.ModelShape;
import io.nullscope.study.StudySpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A study in the read model.
 *
 * @param attempt the latest attempt
 * @param spec empty while only a failure has been heard of
 * @param startedAt when the attempt was first heard of
 * @param finishedAt when its last step ended
 * @param shape sizes of the model, once a variant has been read
 * @param resultsId artifact id of the results, once they are stored
 */
public record StudyRecord(
    String studyId,
    int attempt,
    Optional<StudySpec> spec,
    StudyState state,
    Instant startedAt,
    Optional<Instant> finishedAt,
    Optional<ModelShape> shape,
    Optional<String> resultsId) {

  /** A new study or a new attempt, of which nothing has happened yet. */
  public static StudyRecord fresh(
      String studyId, int attempt, Optional<StudySpec> spec, Instant now) {
    return new StudyRecord(
        studyId,
        attempt,
        spec,
        StudyState.REQUESTED,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The name in the specification; the id while that is not known. */
  public String name() {
    return spec.map(StudySpec::name).orElse(studyId);
  }

  StudyRecord withSpec(StudySpec known) {
    return new StudyRecord(
        studyId, attempt, Optional.of(known), state, startedAt, finishedAt, shape, resultsId);
  }

  StudyRecord withShape(ModelShape known) {
    return new StudyRecord(
        studyId, attempt, spec, state, startedAt, finishedAt, Optional.of(known), resultsId);
  }

  StudyRecord withState(StudyState next) {
    return new StudyRecord(studyId, attempt, spec, next, startedAt, finishedAt, shape, resultsId);
  }

  StudyRecord finishedAt(Optional<Instant> when) {
    return new StudyRecord(studyId, attempt, spec, state, startedAt, when, shape, resultsId);
  }

  StudyRecord withResults(String id) {
    return new StudyRecord(
        studyId, attempt, spec, state, startedAt, finishedAt, shape, Optional.of(id));
  }

  /** What is left of a study that was deleted. */
  StudyRecord deleted() {
    return new StudyRecord(
        studyId, attempt, spec, StudyState.DELETED, startedAt, finishedAt, shape, Optional.empty());
  }

  /** After it had ended, a step got another outcome: results have to be made again. */
  StudyRecord reopened() {
    return new StudyRecord(
        studyId,
        attempt,
        spec,
        StudyState.RUNNING,
        startedAt,
        Optional.empty(),
        shape,
        Optional.empty());
  }
}
