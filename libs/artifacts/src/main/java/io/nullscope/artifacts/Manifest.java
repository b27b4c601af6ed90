package io.nullscope.artifacts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an artifact is made of. Written last, so that its presence means that the artifact is
 * complete. It holds no times and no host names: the same work writes the same bytes.
 *
 * @param request the canonical request, whose digest is the id
 * @param files blobs by file name, sorted
 * @param attributes facts about the artifact as a JSON tree (see {@link CanonicalJson})
 */
public record Manifest(
    String kind,
    int formatVersion,
    ArtifactId id,
    Map<String, Object> request,
    Map<String, BlobRef> files,
    Map<String, Object> attributes) {

  public Manifest {
    ArtifactRequest.requireKind(kind);
    request = CanonicalJson.canonicalObject(request);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    attributes = CanonicalJson.canonicalObject(attributes);
    if (!ArtifactRequest.idOf(request).equals(id)) {
      throw new IllegalArgumentException("The id " + id + " is not the digest of the request");
    }
  }

  static Manifest of(
      ArtifactRequest request, Map<String, BlobRef> files, Map<String, Object> attributes) {
    return new Manifest(
        request.kind(), request.formatVersion(), request.id(), request.toTree(), files, attributes);
  }

  /** Where the manifest of an artifact lies in the object store. */
  public static String key(String kind, ArtifactId id) {
    ArtifactRequest.requireKind(kind);
    return "artifacts/" + kind + "/" + id.hex() + "/manifest.json";
  }

  /**
   * A file of the artifact.
   *
   * @throws IllegalArgumentException when the artifact has no such file
   */
  public BlobRef file(String name) {
    BlobRef file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException(
          "Artifact "
              + kind
              + "/"
              + id
              + " has no file \""
              + name
              + "\"; it has "
              + files.keySet());
    }
    return file;
  }

  /**
   * The artifact that was read in this role.
   *
   * @throws IllegalArgumentException when the artifact was made without such an input
   */
  public ArtifactId input(String role) {
    Map<?, ?> inputs = request.get("inputs") instanceof Map<?, ?> map ? map : Map.of();
    if (!(inputs.get(role) instanceof String hex)) {
      throw new IllegalArgumentException(
          "Artifact "
              + kind
              + "/"
              + id
              + " has no input \""
              + role
              + "\"; it has "
              + inputs.keySet());
    }
    return new ArtifactId(hex);
  }

  byte[] toJson() {
    Map<String, Object> fileTrees = new TreeMap<>();
    files.forEach((name, file) -> fileTrees.put(name, file.toTree()));
    Map<String, Object> tree =
        Map.of(
            "kind", kind,
            "formatVersion", formatVersion,
            "id", id.hex(),
            "request", request,
            "files", fileTrees,
            "attributes", attributes);
    return CanonicalJson.write(tree).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest back.
   *
   * @throws IllegalArgumentException when it is not a valid manifest
   * @throws IOException when it is not JSON
   */
  static Manifest fromJson(byte[] json) throws IOException {
    JsonTree tree = new JsonTree(CanonicalJson.readObject(json));
    JsonTree fileTrees = tree.object("files");
    Map<String, BlobRef> files = new TreeMap<>();
    for (String name : fileTrees.members().keySet()) {
      files.put(name, BlobRef.fromTree(fileTrees.object(name)));
    }
    return new Manifest(
        tree.string("kind"),
        Math.toIntExact(tree.integer("formatVersion")),
        new ArtifactId(tree.string("id")),
        tree.object("request").members(),
        files,
        tree.object("attributes").members());
  }
}
