package io.nullscope.cli.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
  private static final String DONE = "1".repeat(64);
  private static final String UNFINISHED = "2".repeat(64);
  private static final String CACHE = "3".repeat(64);
  private static final String TRAINED = "4".repeat(64);
  private static final String IN_TRAINING = "5".repeat(64);

  @TempDir private Path store;

  @Test
  void keepsWhatResultsAreMadeOfAndWhatAnInterruptedStudyNeeds() throws IOException {
    artifact("variant", "6".repeat(64), "shared", Map.of(), Map.of());
    artifact("activations", DONE, "rows-1", Map.of(), Map.of());
    artifact("activations", UNFINISHED, "rows-2", Map.of(), Map.of());
    artifact("latent-cache", CACHE, "cache", Map.of(), Map.of());
    artifact("sae", TRAINED, "sae", Map.of(), Map.of());
    artifact("latents", "7".repeat(64), "scores", Map.of("latentCache", CACHE), Map.of());
    artifact("results", "8".repeat(64), "report", Map.of(), Map.of("activations/trained/0", DONE));
    artifact(
        "results",
        "9".repeat(64),
        "report-of-failed",
        Map.of(),
        Map.of("activations/trained/0", UNFINISHED, "sae/trained/0/layers.0/topk/0", "FAILED"));
    file("checkpoints/" + TRAINED + "/state", 10);
    file("checkpoints/" + IN_TRAINING + "/state", 10);
    file("blobs/sha256/aa/orphan", 1000);
    file("replies/model/sae/lines", 10);
    file("studies/s/spec-hash", 10);

    Sweep sweep = Sweep.of(store);
    assertThat(sweep.bytes())
        .containsEntry("checkpoints of SAEs that are trained", 10L)
        .containsEntry(
            "activations, latent caches and other data that no artifact needs", 1000L + 100 + 100);
    assertThat(files()).contains("blobs/sha256/aa/orphan");
    sweep.delete();

    assertThat(files().stream().filter(name -> !name.endsWith("manifest.json")))
        .containsExactlyInAnyOrder(
            "blobs/sha256/aa/shared",
            "blobs/sha256/aa/rows-2",
            "blobs/sha256/aa/sae",
            "blobs/sha256/aa/scores",
            "blobs/sha256/aa/report",
            "blobs/sha256/aa/report-of-failed",
            "checkpoints/" + IN_TRAINING + "/state",
            "replies/model/sae/lines",
            "studies/s/spec-hash");
    assertThat(store.resolve("artifacts/activations/" + DONE)).doesNotExist();
    assertThat(store.resolve("artifacts/activations/" + UNFINISHED)).exists();
    assertThat(Sweep.of(store).totalBytes()).isZero();
  }

  /** It would be extracted again for hours, though the study only wants other SAEs. */
  @Test
  void keepsActivationsThatAnInterruptedStudySharesWithACompletedOne() throws IOException {
    String alone = "a".repeat(64);
    String finished = "b".repeat(64);
    String failed = "c".repeat(64);
    for (String id : List.of(DONE, alone, finished, failed)) {
      artifact("activations", id, "rows-" + id.charAt(0), Map.of(), Map.of());
    }
    results(
        "first",
        2,
        Map.of(
            "activations/trained/0", DONE,
            "activations/control/0", alone,
            "activations/control/1", finished,
            "activations/control/2", failed));
    // Interrupted; of an attempt that has completed; of one before it; deleted ones have no mark.
    file("studies/second/activations/1/" + DONE, 0);
    file("studies/first/activations/2/" + alone, 0);
    file("studies/first/activations/1/" + finished, 0);
    results("third", 1, Map.of("activations/control/2", failed, "sae/x", "FAILED"));
    file("studies/third/activations/1/" + failed, 0);

    Sweep.of(store).delete();

    assertThat(store.resolve("artifacts/activations/" + DONE)).exists();
    assertThat(store.resolve("artifacts/activations/" + alone)).doesNotExist();
    assertThat(store.resolve("artifacts/activations/" + finished)).doesNotExist();
    assertThat(store.resolve("artifacts/activations/" + failed)).exists();

    // Run again, and completed.
    results("second", 1, Map.of("activations/trained/0", DONE));
    Sweep.of(store).delete();
    assertThat(store.resolve("artifacts/activations/" + DONE)).doesNotExist();
  }

  @Test
  void anEmptyStoreHasNothingToRemove() throws IOException {
    assertThat(Sweep.of(store.resolve("not-yet")).totalBytes()).isZero();
  }

  @Test
  void touchesNothingWhenAManifestCannotBeRead() throws IOException {
    Path broken = store.resolve("artifacts/sae/" + TRAINED + "/manifest.json");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "{");

    assertThatThrownBy(() -> Sweep.of(store))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(broken + " is damaged");
  }

  private void results(String studyId, long attempt, Map<String, Object> steps) throws IOException {
    manifest(
        "results",
        "%064x".formatted(studyId.hashCode() & 0xffff),
        "report-of-" + studyId,
        Map.of(),
        Map.of("studyId", studyId, "attempt", attempt, "steps", steps));
  }

  private void artifact(
      String kind,
      String id,
      String blob,
      Map<String, Object> attributes,
      Map<String, Object> steps)
      throws IOException {
    manifest(kind, id, blob, attributes, Map.of("steps", steps));
  }

  private void manifest(
      String kind,
      String id,
      String blob,
      Map<String, Object> attributes,
      Map<String, Object> configuration)
      throws IOException {
    file("blobs/sha256/aa/" + blob, 100);
    Path manifest = store.resolve("artifacts/" + kind + "/" + id + "/manifest.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(
        manifest,
        CanonicalJson.write(
            Map.of(
                "attributes",
                attributes,
                "files",
                Map.of("file", Map.of("digest", blob, "bytes", 100L)),
                "request",
                Map.of("configuration", configuration))));
  }

  private void file(String name, int size) throws IOException {
    Path file = store.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[size]);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> store.relativize(file).toString())
          .toList();
    }
  }
}
