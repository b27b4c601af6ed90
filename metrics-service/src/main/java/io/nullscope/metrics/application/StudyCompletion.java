package io.nullscope.metrics.application;

import io.nullscope.study.StudySpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes and stores the results of a study whose steps have all ended. */
public final class StudyCompletion {

  /** Format of the results artifact. */
  private static final int FORMAT = 4;

  private final ReadModel readModel;
  private final StudyQueries queries;
  private final StudyProjection projection;
  private final Artifacts artifacts;
  private final ResultsAssembler assembler;
  private final ReportRenderer report;
  private final Provenance provenance;

  public StudyCompletion(
      ReadModel readModel,
      StudyProjection projection,
      Artifacts artifacts,
      Dictionaries dictionaries,
      ReportRenderer report,
      Provenance provenance) {
    this.readModel = readModel;
    this.queries = new StudyQueries(readModel, artifacts);
    this.projection = projection;
    this.artifacts = artifacts;
    this.assembler = new ResultsAssembler(readModel, artifacts, dictionaries, provenance);
    this.report = report;
    this.provenance = provenance;
  }

  /**
   * The studies whose steps have ended, but whose results are still to be made or told of, in the
   * order in which they ended. They are found here whatever became of the process that saw the last
   * step end.
   */
  public List<String> due() {
    return readModel.snapshot(tables -> tables.studies().due());
  }

  /**
   * Makes the results if the study needs them. Repeating this after a crash gives the same results
   * under the same id.
   *
   * @param stop called now and then, by several threads; what it throws ends the work
   * @return the study, with its final state and the id of its results if it has ended; as it was if
   *     nobody wants the results any more
   * @throws StudyNotFoundException when there is no such study
   */
  public StudyProgress complete(String studyId, Runnable stop) {
    StudyProgress progress = queries.progress(studyId);
    if (!progress.needsResults()) {
      return progress;
    }
    int attempt = progress.study().attempt();
    StudyResults results;
    try {
      results = assembler.assemble(studyId, new StillWanted(readModel, studyId, attempt, stop));
    } catch (StillWanted.NotWantedException e) {
      return progress;
    }
    projection.compared(studyId, attempt, results.compared());
    String resultsId = artifacts.saveResults(request(results), files(results));
    return projection.finish(studyId, results.study().attempt(), resultsId, results.verdicts());
  }

  private Map<String, byte[]> files(StudyResults results) {
    Map<String, byte[]> files = new TreeMap<>();
    put(files, "results.json", JsonText.pretty(ResultsJson.tree(results)));
    put(files, "cells.csv", ResultsTables.cells(results));
    put(files, "latents.csv", ResultsTables.latents(results));
    put(files, "verdicts.csv", ResultsTables.verdicts(results.verdicts()));
    put(files, "report.html", report.render(results));
    results.spec().map(StudySpec::toYaml).ifPresent(yaml -> put(files, "study.lock.yaml", yaml));
    return files;
  }

  private static void put(Map<String, byte[]> files, String name, String text) {
    files.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Object> request(StudyResults results) {
    StudyRecord study = results.study();
    Map<String, Object> outcomes = new LinkedHashMap<>();
    for (StudyProgress.Step step : results.progress().steps()) {
      outcomes.put(
          step.id().value(), step.state().succeeded() ? step.artifactId() : step.state().name());
    }
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("format", FORMAT);
    request.put("version", provenance.version());
    request.put("studyId", study.studyId());
    request.put("attempt", study.attempt());
    request.put("specHash", study.spec().map(StudySpec::hash).orElse(""));
    request.put("startedAt", study.startedAt().toString());
    request.put("finishedAt", study.finishedAt().map(Object::toString).orElse(""));
    request.put("steps", outcomes);
    return request;
  }
}
