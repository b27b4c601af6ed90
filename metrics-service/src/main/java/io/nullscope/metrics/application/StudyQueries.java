package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.ScoredLatent;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import java.io.InputStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers questions about studies. Every method throws {@link StudyNotFoundException} for an
 * unknown study.
 */
public final class StudyQueries {

  /** Hook points within variants, SAEs within hook points: stable while cells keep coming in. */
  static final Comparator<CellKey> CELL_ORDER =
      Comparator.comparing((CellKey cell) -> cell.variant().kind())
          .thenComparing(cell -> cell.variant().seed())
          .thenComparing(CellKey::hookPoint)
          .thenComparing(CellKey::sae)
          .thenComparing(CellKey::saeSeed);

  private static final int CACHED_CELLS = 4;

  private static final int LISTED_STUDIES = 200;

  private final ReadModel readModel;
  private final Artifacts artifacts;
  private final Map<String, ScoredLatents> recentLatents =
      new LinkedHashMap<>(CACHED_CELLS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ScoredLatents> eldest) {
          return size() > CACHED_CELLS;
        }
      };

  public StudyQueries(ReadModel readModel, Artifacts artifacts) {
    this.readModel = readModel;
    this.artifacts = artifacts;
  }

  /** The studies that were started last, newest first. */
  public List<StudyRecord> studies() {
    return readModel.snapshot(tables -> tables.studies().latest(0, LISTED_STUDIES));
  }

  /** Studies with their steps, newest first. */
  public Page<StudyProgress> studies(int offset, int size) {
    // One more than asked for tells whether there is a next page.
    List<StudyProgress> studies =
        readModel.snapshot(
            tables ->
                tables.studies().latest(offset, size + 1).stream()
                    .map(study -> progress(tables, study))
                    .toList());
    return Page.of(studies, 0, size).shifted(offset);
  }

  /** The study and its steps. */
  public StudyProgress progress(String studyId) {
    return readModel.snapshot(tables -> progress(tables, require(tables, studyId)));
  }

  private static StudyProgress progress(ReadModel.Tables tables, StudyRecord study) {
    String studyId = study.studyId();
    return StudyProgress.of(
        study, tables.studies().steps(studyId), tables.studies().failures(studyId));
  }

  /** The cells that have an SAE. */
  public Page<CellRecord> cells(String studyId, int offset, int size) {
    List<CellRecord> cells =
        readModel.snapshot(
            tables -> {
              require(tables, studyId);
              return tables.cells().all(studyId);
            });
    return Page.of(
        cells.stream().sorted(Comparator.comparing(CellRecord::key, CELL_ORDER)).toList(),
        offset,
        size);
  }

  /** The verdicts of an ended study. */
  public Page<Verdict> verdicts(String studyId, int offset, int size) {
    // One more than asked for tells whether there is a next page.
    List<Verdict> verdicts =
        readModel.snapshot(
            tables -> {
              require(tables, studyId);
              return tables.verdicts().list(studyId, offset, size + 1);
            });
    return Page.of(verdicts, 0, size).shifted(offset);
  }

  /** What the verdicts of each SAE configuration of an ended study say together. */
  public Map<String, Headline> headlines(String studyId) {
    return Headline.of(
        readModel.snapshot(
            tables -> {
              require(tables, studyId);
              return tables.verdicts().list(studyId, 0, Integer.MAX_VALUE);
            }));
  }

  /** The pooled ROC curve of a cell; empty when there is none (yet). */
  public Optional<RocCurve> rocCurve(String studyId, CellKey cell, String scorer) {
    return readModel.snapshot(
        tables -> {
          require(tables, studyId);
          return tables.cells().rocCurve(studyId, cell, scorer);
        });
  }

  /** The scored latents of a cell; no items when there are none (yet). */
  public Page<ScoredLatent> latents(String studyId, CellKey cell, int offset, int size) {
    Optional<String> latentsId =
        readModel.snapshot(
            tables -> {
              require(tables, studyId);
              return tables.cells().find(studyId, cell).flatMap(CellRecord::latentsId);
            });
    List<ScoredLatent> latents = latentsId.map(id -> scoredLatents(id).latents()).orElse(List.of());
    return Page.of(latents, offset, size);
  }

  /** A file of the results; empty when there are no results (yet) or they have no such file. */
  public Optional<InputStream> resultFile(String studyId, String fileName) {
    StudyRecord study = readModel.snapshot(tables -> require(tables, studyId));
    return study.resultsId().flatMap(id -> artifacts.openResult(id, fileName));
  }

  private ScoredLatents scoredLatents(String latentsId) {
    synchronized (recentLatents) {
      ScoredLatents known = recentLatents.get(latentsId);
      if (known != null) {
        return known;
      }
    }
    ScoredLatents read = artifacts.scoredLatents(latentsId);
    synchronized (recentLatents) {
      recentLatents.put(latentsId, read);
    }
    return read;
  }

  private static StudyRecord require(ReadModel.Tables tables, String studyId) {
    return tables
        .studies()
        .find(studyId)
        .filter(study -> study.state() != StudyState.DELETED)
        .orElseThrow(() -> new StudyNotFoundException(studyId));
  }
}
