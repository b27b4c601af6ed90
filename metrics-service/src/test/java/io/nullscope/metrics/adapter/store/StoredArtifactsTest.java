package io.nullscope.metrics.adapter.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.CorruptBlobException;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.MissingArtifactException;
import io.nullscope.metrics.adapter.wire.LatentMessages;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.MetricGroup;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.VerdictsRequest;
import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.Conclusion;
import io.nullscope.metrics.domain.Evidence;
import io.nullscope.metrics.domain.MetricId;
import io.nullscope.metrics.domain.MetricRole;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.Subject;
import io.nullscope.metrics.domain.Verdict;
import io.nullscope.metrics.fixtures.FakeArtifacts;
import io.nullscope.metrics.fixtures.MadeUpCells;
import io.nullscope.metrics.fixtures.MadeUpVerdicts;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.CellKey;
import io.nullscope.study.StepId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredArtifactsTest {

  private static final CellKey CELL = CellKey.parse("trained/0/layers.0/topk/0");

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());
  private final StoredArtifacts artifacts = new StoredArtifacts(store);
  private final StudyAttempt study = Studies.attempt(1);

  private String storeLatents(byte[] bytes) {
    BlobRef blob = store.blobs().put(bytes);
    return store
        .commit(
            new ArtifactRequest("latents", 1, Map.of("bytes", bytes.length), Map.of()),
            Map.of("scored-latents.binpb", blob),
            Map.of())
        .id()
        .hex();
  }

  private static ScoredLatents latents() {
    FakeArtifacts made = new FakeArtifacts();
    new MadeUpCells(Studies.attempt(1).spec()).putInto(made);
    return made.latents.get(Studies.artifactId(StepId.latents(CELL)));
  }

  @Test
  void metricsAreComputedOnceForTheSameLatents() {
    ScoredLatents latents = latents();
    String latentsId = storeLatents(LatentMessages.toWire(latents).toByteArray());
    CellMetricsComputation computation =
        new CellMetricsComputation(
            artifacts,
            cell -> {
              throw new AssertionError("no tensor work is needed");
            });
    CellMetricsComputation.Stored first = computation.interpretability(study, CELL, latentsId);
    CellMetricsComputation.Stored second = computation.interpretability(study, CELL, latentsId);
    assertThat(first.reused()).isFalse();
    assertThat(second).isEqualTo(new CellMetricsComputation.Stored(first.metricsId(), true));
    CellMetrics metrics = artifacts.cellMetrics(MetricGroup.INTERPRETABILITY, first.metricsId());
    assertThat(metrics.metrics()).hasSize(19);
    assertThat(metrics.metrics().get("fuzzing.auroc.v1").value()).isBetween(0.5, 1.0);
  }

  @Test
  void latentsThatContradictThemselvesAreDamaged() {
    io.nullscope.v1.ScoredLatents.Builder message = LatentMessages.toWire(latents()).toBuilder();
    message.getLatentsBuilder(0).getJudgementsBuilder(0).setTestWindow(10_000);
    String id = storeLatents(message.build().toByteArray());
    assertThatThrownBy(() -> artifacts.scoredLatents(id))
        .isInstanceOf(CorruptBlobException.class)
        .hasMessageContaining("has index 10000");
  }

  @Test
  void resultsAreStoredOnceAndReadBackByName() throws IOException {
    Map<String, byte[]> files = Map.of("results.json", "{}".getBytes(StandardCharsets.UTF_8));
    String id = artifacts.saveResults(Map.of("studyId", "s", "attempt", 1), files);
    assertThat(artifacts.saveResults(Map.of("studyId", "s", "attempt", 1), files)).isEqualTo(id);
    try (InputStream in = artifacts.openResult(id, "results.json").orElseThrow()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("{}");
    }
    assertThat(artifacts.openResult(id, "other")).isEmpty();
  }

  @Test
  void verdictsReadBackToTheSameBitsAndAreFoundByTheirRequestOnly() {
    VerdictsRequest request =
        new VerdictsRequest(
            Map.of("seed", 7L), Map.of("trained/0/layers.0/topk/0", "0".repeat(64)));
    List<Verdict> verdicts =
        List.of(
            MadeUpVerdicts.of(MetricId.FUZZING_AUROC, Conclusion.EQUIVALENT, -0.2, 1e-300),
            new Verdict(
                new Subject(
                    "b",
                    MetricRole.SECONDARY,
                    "topk",
                    "trained",
                    Optional.of("random"),
                    "layers.1"),
                Evidence.none(1, 3, 0.02),
                Conclusion.NOT_COMPARABLE,
                "1 % hold all"));
    assertThat(artifacts.findVerdicts(request)).isEmpty();

    artifacts.saveVerdicts(request, verdicts);
    artifacts.saveVerdicts(request, verdicts);

    assertThat(artifacts.findVerdicts(request)).contains(verdicts);
    assertThat(artifacts.findVerdicts(new VerdictsRequest(Map.of("seed", 8L), request.inputs())))
        .isEmpty();
  }

  @Test
  void whatIsMissingOrDamagedIsNamed() {
    String nobody = "0".repeat(64);
    assertThatThrownBy(() -> artifacts.scoredLatents(nobody))
        .isInstanceOf(MissingArtifactException.class)
        .hasMessageContaining("Artifact latents/" + nobody + " is not in the store");
    String id = storeLatents(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> artifacts.scoredLatents(id)).isInstanceOf(CorruptBlobException.class);
  }
}
