package io.nullscope.metrics.adapter.store;

import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.application.StepFailure;
import io.nullscope.metrics.application.StepReport;
import io.nullscope.metrics.application.StepState;
import io.nullscope.metrics.application.StudyRecord;
import io.nullscope.metrics.application.StudyState;
import io.nullscope.study.CanonicalJson;
import io.nullscope.study.ModelShape;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StepId;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables study, step and failure. Upserts are an update and, when it met no row, an insert: the
 * only form that both databases have. Between the two nobody interferes, for writers hold the lock
 * on the study's row.
 */
final class StudyTables implements ReadModel.Studies {

  private static final Logger LOGGER = LoggerFactory.getLogger(StudyTables.class);

  private static final String COLUMNS =
      "study_id, attempt, spec, state, started_at, finished_at, model_family, model_layers,"
          + " model_width, model_vocabulary, model_max_context, results_id";

  private final Jdbc jdbc;

  StudyTables(Jdbc jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Optional<StudyRecord> find(String studyId) {
    return jdbc.one(
        "SELECT " + COLUMNS + " FROM study WHERE study_id = ?", StudyTables::study, studyId);
  }

  @Override
  public List<StudyRecord> latest(int offset, int limit) {
    return jdbc.list(
        "SELECT "
            + COLUMNS
            + " FROM study WHERE state <> ? ORDER BY started_at DESC, study_id LIMIT ? OFFSET ?",
        StudyTables::study,
        StudyState.DELETED.name(),
        limit,
        offset);
  }

  @Override
  public Optional<StudyRecord> lock(String studyId) {
    return jdbc.one(
        "SELECT " + COLUMNS + " FROM study WHERE study_id = ? FOR UPDATE",
        StudyTables::study,
        studyId);
  }

  @Override
  public List<String> due() {
    return jdbc.list(
        "SELECT study_id FROM study WHERE finished_at IS NOT NULL AND (state = 'RUNNING'"
            + " OR (state IN ('COMPLETED', 'FAILED')"
            + " AND (told IS NULL OR told <> COALESCE(results_id, ''))))"
            + " ORDER BY finished_at, study_id",
        row -> row.getString("study_id"));
  }

  @Override
  public void told(String studyId) {
    jdbc.update("UPDATE study SET told = COALESCE(results_id, '') WHERE study_id = ?", studyId);
  }

  @Override
  public boolean claim(String studyId, String owner, Duration lease) {
    return jdbc.update(
            "UPDATE study SET claimed_by = ?,"
                + " claimed_until = CURRENT_TIMESTAMP + CAST(? AS BIGINT) * INTERVAL '1' SECOND"
                + " WHERE study_id = ? AND (claimed_by IS NULL OR claimed_by = ?"
                + " OR claimed_until <= CURRENT_TIMESTAMP)",
            owner,
            lease.toSeconds(),
            studyId,
            owner)
        == 1;
  }

  @Override
  public void release(String studyId, String owner) {
    jdbc.update(
        "UPDATE study SET claimed_by = NULL, claimed_until = NULL"
            + " WHERE study_id = ? AND claimed_by = ?",
        studyId,
        owner);
  }

  @Override
  public void insertIfAbsent(StudyRecord study) {
    jdbc.update(
        "INSERT INTO study (study_id, attempt, spec, state, started_at) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT DO NOTHING",
        study.studyId(),
        study.attempt(),
        json(study.spec()),
        study.state().name(),
        study.startedAt());
  }

  @Override
  public void update(StudyRecord study) {
    jdbc.update(
        "UPDATE study SET attempt = ?, spec = ?, state = ?, started_at = ?, finished_at = ?,"
            + " model_family = ?, model_layers = ?, model_width = ?, model_vocabulary = ?,"
            + " model_max_context = ?, results_id = ? WHERE study_id = ?",
        study.attempt(),
        json(study.spec()),
        study.state().name(),
        study.startedAt(),
        study.finishedAt(),
        study.shape().map(ModelShape::family),
        study.shape().map(ModelShape::layers),
        study.shape().map(ModelShape::width),
        study.shape().map(ModelShape::vocabulary),
        study.shape().map(ModelShape::maxContext),
        study.resultsId(),
        study.studyId());
  }

  @Override
  public List<StepReport> steps(String studyId) {
    return jdbc.list(
        "SELECT step_id, state, artifact_id, note, notices FROM step WHERE study_id = ?"
            + " ORDER BY step_id",
        row ->
            new StepReport(
                new StepId(row.getString("step_id")),
                StepState.valueOf(row.getString("state")),
                row.getString("artifact_id"),
                row.getString("note"),
                row.getString("notices").lines().toList()),
        studyId);
  }

  @Override
  public void putStep(String studyId, StepReport step) {
    int updated =
        jdbc.update(
            "UPDATE step SET state = ?, artifact_id = ?, note = ?, notices = ?"
                + " WHERE study_id = ? AND step_id = ?",
            step.state().name(),
            step.artifactId(),
            step.note(),
            String.join("\n", step.notices()),
            studyId,
            step.id().value());
    if (updated == 0) {
      jdbc.update(
          "INSERT INTO step (study_id, step_id, state, artifact_id, note, notices)"
              + " VALUES (?, ?, ?, ?, ?, ?)",
          studyId,
          step.id().value(),
          step.state().name(),
          step.artifactId(),
          step.note(),
          String.join("\n", step.notices()));
    }
  }

  @Override
  public List<StepFailure> failures(String studyId) {
    return jdbc.list(
        "SELECT step_id, step, code, message, failure_kind, service FROM failure"
            + " WHERE study_id = ? ORDER BY step_id",
        row ->
            new StepFailure(
                new StepId(row.getString("step_id")),
                row.getString("step"),
                row.getString("code"),
                row.getString("message"),
                row.getString("failure_kind"),
                row.getString("service")),
        studyId);
  }

  @Override
  public void putFailure(String studyId, StepFailure failure) {
    deleteFailure(studyId, failure.stepId());
    jdbc.update(
        "INSERT INTO failure (study_id, step_id, step, code, message, failure_kind, service)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        studyId,
        failure.stepId().value(),
        failure.step(),
        failure.code(),
        failure.message(),
        failure.failureKind(),
        failure.service());
  }

  @Override
  public void deleteFailure(String studyId, StepId step) {
    jdbc.update("DELETE FROM failure WHERE study_id = ? AND step_id = ?", studyId, step.value());
  }

  @Override
  public void clear(String studyId) {
    // Children before their parents.
    for (String table :
        List.of("verdict", "failed_answers", "roc_curve", "metric", "cell", "failure", "step")) {
      jdbc.update("DELETE FROM " + table + " WHERE study_id = ?", studyId);
    }
    jdbc.update("UPDATE study SET told = NULL WHERE study_id = ?", studyId);
  }

  private static StudyRecord study(ResultSet row) throws SQLException {
    return new StudyRecord(
        row.getString("study_id"),
        row.getInt("attempt"),
        spec(row),
        StudyState.valueOf(row.getString("state")),
        Jdbc.instant(row, "started_at").orElseThrow(),
        Jdbc.instant(row, "finished_at"),
        shape(row),
        Optional.ofNullable(row.getString("results_id")));
  }

  private static Optional<ModelShape> shape(ResultSet row) throws SQLException {
    String family = row.getString("model_family");
    return family == null
        ? Optional.empty()
        : Optional.of(
            new ModelShape(
                family,
                row.getInt("model_layers"),
                row.getInt("model_width"),
                row.getInt("model_vocabulary"),
                row.getInt("model_max_context")));
  }

  private static Optional<String> json(Optional<StudySpec> spec) {
    return spec.map(known -> CanonicalJson.write(known.toTree()));
  }

  /**
   * One that another version has stored and this one does not understand counts as not known, so
   * that the study is listed all the same.
   */
  private static Optional<StudySpec> spec(ResultSet row) throws SQLException {
    String json = row.getString("spec");
    if (json == null) {
      return Optional.empty();
    }
    SpecResult result = StudySpecReader.readWritten(json, ignored -> {});
    if (result instanceof SpecResult.Valid valid) {
      return Optional.of(valid.spec());
    }
    LOGGER.warn(
        "The specification of study {} is of another version and not understood: {}",
        row.getString("study_id"),
        result.describe());
    return Optional.empty();
  }
}
