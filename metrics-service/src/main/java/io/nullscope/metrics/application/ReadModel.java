package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.RocCurve;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The queryable state of all studies. A port: implemented on a relational database. */
public interface ReadModel {

  /** Runs the work in one transaction, which is rolled back when it throws. */
  <T> T transaction(Function<Tables, T> work);

  /** Reads one consistent state of all tables; the work must not change anything. */
  <T> T snapshot(Function<Tables, T> work);

  /** The tables, within a transaction. Writers must have locked the study. */
  interface Tables {
    Studies studies();

    Cells cells();

    Verdicts verdicts();
  }

  /** Studies with the reports and failures of their steps. */
  interface Studies {
    Optional<StudyRecord> find(String studyId);

    /**
     * The studies that were started last, newest first, without deleted ones: at most {@code limit}
     * of them, after the first {@code offset}.
     */
    List<StudyRecord> latest(int offset, int limit);

    /** Finds the study and keeps others from changing it until the transaction ends. */
    Optional<StudyRecord> lock(String studyId);

    /**
     * Ids of the studies whose last step has ended, and whose results are not made or not told of,
     * in the order in which they ended.
     */
    List<String> due();

    /** Notes that the world was told of how the study ended, as the study is now. */
    void told(String studyId);

    /**
     * Claims the end of a study for a process, or renews its claim: by the clock of the database,
     * for so many whole seconds from now.
     *
     * @return false when another process has a claim that has not ended, or there is no such study
     */
    boolean claim(String studyId, String owner, Duration lease);

    /** Gives a claim back; does nothing when the process has none. */
    void release(String studyId, String owner);

    /** Does nothing when the study exists. */
    void insertIfAbsent(StudyRecord study);

    void update(StudyRecord study);

    List<StepReport> steps(String studyId);

    void putStep(String studyId, StepReport step);

    List<StepFailure> failures(String studyId);

    void putFailure(String studyId, StepFailure failure);

    void deleteFailure(String studyId, StepId step);

    /** Forgets everything that hangs on the study: steps, failures, cells, verdicts. */
    void clear(String studyId);
  }

  /** Cells with their metrics. */
  interface Cells {
    void putSae(String studyId, CellKey cell, String saeId);

    void putLatents(String studyId, CellKey cell, String latentsId);

    /** Replaces the metrics of one group. */
    void putMetrics(
        String studyId, CellKey cell, MetricGroup group, String metricsId, CellMetrics metrics);

    /** All cells of a study, in no particular order. */
    List<CellRecord> all(String studyId);

    Optional<CellRecord> find(String studyId, CellKey cell);

    Optional<RocCurve> rocCurve(String studyId, CellKey cell, String scorer);
  }

  /** Verdicts in the order in which they were put. */
  interface Verdicts {
    void replace(String studyId, List<Verdict> verdicts);

    List<Verdict> list(String studyId, int offset, int limit);
  }
}
