package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.metrics.fixtures.MadeUpCells;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A projection onto a fresh database, with the artifacts of a small study at hand. */
abstract class ProjectionFixture {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  static final CellKey TRAINED_0 = CellKey.parse("trained/0/layers.0/topk/0");

  static final StudyAttempt study = Studies.attempt(1);
  static final FakeArtifacts artifacts = new FakeArtifacts();

  static {
    new MadeUpCells(study.spec()).putInto(artifacts);
  }

  ReadModel readModel;
  StudyProjection projection;

  abstract ReadModel freshReadModel();

  @BeforeEach
  void open() {
    readModel = freshReadModel();
    projection = new StudyProjection(readModel, artifacts, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  StudyProgress applyAll(List<StudyFact> facts) {
    StudyProgress progress = null;
    for (StudyFact fact : facts) {
      progress = projection.apply(fact);
    }
    return progress;
  }

  static StepState state(StudyProgress progress, String step) {
    return progress.steps().stream()
        .filter(s -> s.id().value().equals(step))
        .findFirst()
        .orElseThrow()
        .state();
  }

  List<CellRecord> storedCells() {
    return readModel.transaction(tables -> tables.cells().all("study-1"));
  }

  CellRecord storedCell(CellKey cell) {
    return readModel.transaction(tables -> tables.cells().find("study-1", cell)).orElseThrow();
  }

  List<Verdict> storedVerdicts() {
    return readModel.transaction(tables -> tables.verdicts().list("study-1", 0, 10));
  }

  Optional<StudyRecord> storedStudy(String studyId) {
    return readModel.transaction(tables -> tables.studies().find(studyId));
  }
}
