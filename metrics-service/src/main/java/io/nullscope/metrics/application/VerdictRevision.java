package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.study.InvalidStudyException;
import io.nullscope.study.StatisticsSpec;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The verdicts of a study that has ended under other settings of its statistics, from what its
 * steps have made. Stores nothing: the study's own verdicts and results stay as they are.
 */
public final class VerdictRevision {

  private static final String STATISTICS = "statistics.";
  private static final String RESAMPLES = "statistics.bootstrapResamples";

  private final ReadModel readModel;
  private final Artifacts artifacts;
  private final StudyQueries queries;

  public VerdictRevision(ReadModel readModel, Artifacts artifacts) {
    this.readModel = readModel;
    this.artifacts = artifacts;
    this.queries = new StudyQueries(readModel, artifacts);
  }

  /**
   * Verdicts under other settings.
   *
   * @param spec the study with these settings
   * @param changes each setting that is not the one of the study, as a sentence
   */
  public record Revised(StudySpec spec, List<Verdict> verdicts, List<String> changes) {

    /** What the verdicts of each SAE configuration say together. */
    public Map<String, Headline> headlines() {
      return Headline.of(verdicts);
    }

    /** As verdicts.csv of the results. */
    public String csv() {
      return ResultsTables.verdicts(verdicts);
    }
  }

  /**
   * Makes the verdicts anew.
   *
   * @param overrides {@code statistics.PATH=VALUE}
   * @param pause called now and then; what it throws ends the work
   * @throws StudyNotFoundException when there is no such study
   * @throws StudyUnderWayException when it has not ended
   * @throws InvalidStudyException when a setting is wrong
   * @throws IllegalArgumentException when a setting is none of the verdicts
   */
  public Revised revise(String studyId, List<String> overrides, Runnable pause) {
    overrides.forEach(VerdictRevision::requireStatistics);
    StudyRecord study = queries.progress(studyId).study();
    if (!study.state().ended()) {
      throw new StudyUnderWayException(studyId, "its verdicts can be made when it has ended");
    }
    StudySpec own =
        study
            .spec()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "of study '%s' only a failure is known; run it again".formatted(studyId)));
    StudySpec revised =
        KnownMargins.require(StudySpecReader.withOverrides(own.toYaml(), overrides).orThrow());
    return new Revised(
        revised,
        verdicts(studyId, revised, pause),
        changes(own.statistics(), revised.statistics()));
  }

  private static void requireStatistics(String override) {
    int equals = override.indexOf('=');
    String path = (equals < 0 ? override : override.substring(0, equals)).strip();
    if (!path.startsWith(STATISTICS)) {
      throw new IllegalArgumentException(
          "%s: the study has been run with what it is; only settings under statistics can be others for its verdicts. For other ones, run a study with them."
              .formatted(path));
    }
    if (path.equals(RESAMPLES)) {
      throw new IllegalArgumentException(
          "%s: is about the intervals of cells, which are made; no verdict depends on it. Remove it."
              .formatted(path));
    }
  }

  private List<Verdict> verdicts(String studyId, StudySpec spec, Runnable pause) {
    List<CellRecord> records =
        readModel.snapshot(tables -> tables.cells().all(studyId)).stream()
            .filter(cell -> !cell.saeId().isEmpty())
            .toList();
    UnitsReader reader = new UnitsReader(artifacts, StudyPanel.of(spec));
    List<CellUnits> units = new ArrayList<>();
    for (CellRecord record : records) {
      pause.run();
      units.add(
          reader.read(
              record.key(), record.metricsIds(), record.latentsId().map(artifacts::scoredLatents)));
    }
    double entropy = reader.unigramEntropy(records.stream().map(CellRecord::metricsIds).toList());
    return new VerdictAnalysis(spec, units, entropy).verdicts(pause);
  }

  private static List<String> changes(StatisticsSpec own, StatisticsSpec revised) {
    List<String> changes = new ArrayList<>();
    if (own.confidence() != revised.confidence()) {
      changes.add(
          "statistics.confidence is %s, in the study %s"
              .formatted(revised.confidence(), own.confidence()));
    }
    TreeSet<String> metrics = new TreeSet<>(own.margins().keySet());
    metrics.addAll(revised.margins().keySet());
    for (String metric : metrics) {
      Optional<Double> before = margin(own, metric);
      Optional<Double> now = margin(revised, metric);
      if (!before.equals(now)) {
        changes.add(
            "the margin of %s is %s, in the study %s".formatted(metric, text(now), text(before)));
      }
    }
    return changes;
  }

  private static Optional<Double> margin(StatisticsSpec statistics, String metric) {
    return Optional.ofNullable(statistics.margins().get(metric))
        .or(() -> MetricId.find(metric).map(id -> id.definition().margin()));
  }

  private static String text(Optional<Double> margin) {
    return margin.map(Object::toString).orElse("unknown");
  }
}
