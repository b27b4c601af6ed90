package io.nullscope.artifacts;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that decides the bytes of an artifact. Two equal requests are the same artifact.
 *
 * @param kind what is made, for example {@code sae}: lower-case letters, digits and hyphens
 * @param formatVersion version of the artifact's layout; raise it when the layout or the algorithm
 *     changes
 * @param configuration settings and seeds as a JSON tree (see {@link CanonicalJson}); copied
 * @param inputs the artifacts that are read, by role; copied
 */
public record ArtifactRequest(
    String kind,
    int formatVersion,
    Map<String, Object> configuration,
    Map<String, ArtifactId> inputs) {

  public ArtifactRequest {
    requireKind(kind);
    if (formatVersion < 1) {
      throw new IllegalArgumentException("Format version of a " + kind + " artifact is below 1");
    }
    configuration = CanonicalJson.canonicalObject(configuration);
    inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
  }

  /** SHA-256 of the canonical JSON of {@link #toTree()}. */
  public ArtifactId id() {
    return idOf(toTree());
  }

  /** The request as a JSON tree, as it is stored in the manifest. */
  public Map<String, Object> toTree() {
    Map<String, Object> inputIds = new TreeMap<>();
    inputs.forEach((role, id) -> inputIds.put(role, id.hex()));
    return CanonicalJson.canonicalObject(
        Map.of(
            "kind", kind,
            "formatVersion", formatVersion,
            "configuration", configuration,
            "inputs", inputIds));
  }

  static ArtifactId idOf(Map<String, Object> tree) {
    byte[] json = CanonicalJson.write(tree).getBytes(StandardCharsets.UTF_8);
    return new ArtifactId(Digest.of(json).hex());
  }

  static void requireKind(String kind) {
    if (kind == null || !kind.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "Artifact kind \""
              + kind
              + "\" is not valid: lower-case letters, digits and single hyphens");
    }
  }
}
