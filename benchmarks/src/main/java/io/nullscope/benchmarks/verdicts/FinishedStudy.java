package io.nullscope.benchmarks.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.metrics.adapter.store.StoredArtifacts;
import io.nullscope.metrics.application.Artifacts;
import io.nullscope.metrics.application.CellUnits;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyPanel;
import io.nullscope.metrics.application.UnitsReader;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import io.nullscope.study.StepKind;
import io.nullscope.study.StudySpec;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A study of the local stack, read without a stack: results.json says which artifacts there are,
 * the stack's object folder holds them. What takes several SAE seeds of a cell (dictionary
 * stability) is left out: results.json does not name its artifacts.
 */
final class FinishedStudy {

  private final StudySpec spec;
  private final Map<String, String> artifacts = new TreeMap<>();
  private final Artifacts store;

  /**
   * @param results folder that {@code nullscope run} or {@code nullscope results} has written
   * @param home NULLSCOPE_HOME of the stack
   */
  FinishedStudy(Path results, Path home) throws IOException {
    spec = StudySpecReader.read(Files.readString(results.resolve("study.lock.yaml"))).orThrow();
    JsonNode json = new ObjectMapper().readTree(results.resolve("results.json").toFile());
    json.get("provenance")
        .get("artifacts")
        .fields()
        .forEachRemaining(step -> artifacts.put(step.getKey(), step.getValue().asText()));
    store = new StoredArtifacts(new ArtifactStore(new ObjectFolder(home.resolve("s3/nullscope"))));
  }

  LeaveOneDrawOut leaveOneDrawOut() {
    UnitsReader reader = new UnitsReader(store, StudyPanel.of(spec));
    Map<CellKey, Map<MetricGroup, String>> metrics = metrics();
    List<CellUnits> cells = new ArrayList<>();
    metrics.forEach(
        (cell, ids) ->
            cells.add(
                reader.read(
                    cell,
                    ids,
                    Optional.ofNullable(artifacts.get(StepId.latents(cell).value()))
                        .map(store::scoredLatents))));
    return new LeaveOneDrawOut(spec, cells, reader.unigramEntropy(metrics.values()));
  }

  private Map<CellKey, Map<MetricGroup, String>> metrics() {
    Map<CellKey, Map<MetricGroup, String>> metrics = new HashMap<>();
    artifacts.forEach(
        (step, artifact) -> {
          StepId id = new StepId(step);
          StepKind kind = id.kind().orElseThrow();
          if (kind == StepKind.RECONSTRUCTION || kind == StepKind.INTERPRETABILITY) {
            metrics
                .computeIfAbsent(id.cell().orElseThrow(), c -> new EnumMap<>(MetricGroup.class))
                .put(MetricGroup.fromId(kind.id()), artifact);
          }
        });
    return metrics;
  }
}
