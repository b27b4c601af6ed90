package io.nullscope.cli.gc;

import io.nullscope.artifacts.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The manifest of one artifact, as it lies on disk; layout: libs/artifacts. */
record StoredManifest(Path file, String kind, String id, Map<String, Object> tree) {

  /**
   * Reads {@code artifacts/KIND/ID/manifest.json}.
   *
   * @throws IOException when it cannot be read or is damaged: nothing may be removed then, because
   *     what it needs is not known
   */
  static StoredManifest read(Path file) throws IOException {
    Map<String, Object> tree;
    try {
      tree = CanonicalJson.readObject(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged (" + e.getMessage() + "); remove it and run its study again", e);
    }
    Path folder = file.getParent();
    return new StoredManifest(
        file, folder.getParent().getFileName().toString(), folder.getFileName().toString(), tree);
  }

  /** Digests of the blobs that the artifact is made of. */
  Set<String> blobs() {
    return object(tree.get("files")).values().stream()
        .map(blob -> String.valueOf(object(blob).get("digest")))
        .collect(Collectors.toSet());
  }

  /** The latent cache that scores were made of. */
  Optional<String> latentCache() {
    return Optional.ofNullable(object(tree.get("attributes")).get("latentCache"))
        .map(String::valueOf);
  }

  /** Of results: ids of the artifacts of the steps that succeeded. */
  Collection<String> stepArtifacts() {
    return steps().stream().filter(StoredManifest::isId).toList();
  }

  /** Of results: whether all steps succeeded; a study that failed is run again. */
  boolean complete() {
    return steps().stream().allMatch(StoredManifest::isId);
  }

  /** Of results. */
  String studyId() {
    return String.valueOf(configuration().get("studyId"));
  }

  /** Of results. */
  long attempt() {
    return configuration().get("attempt") instanceof Long attempt ? attempt : 0;
  }

  private Collection<String> steps() {
    return object(configuration().get("steps")).values().stream().map(String::valueOf).toList();
  }

  private Map<String, Object> configuration() {
    return object(object(tree.get("request")).get("configuration"));
  }

  private static boolean isId(String outcome) {
    return outcome.matches("[0-9a-f]{64}");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
