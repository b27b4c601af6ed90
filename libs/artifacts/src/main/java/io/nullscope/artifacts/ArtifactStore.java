package io.nullscope.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Artifacts, their checkpoints and study control marks in one object store.
 *
 * <p>The order that makes a step safe to kill at any moment: put the blobs, then {@link #commit},
 * then publish. Safe for use by several threads and processes when the object store is.
 */
public final class ArtifactStore {

  private final ObjectStore objects;
  private final BlobStore blobs;
  private final CheckpointStore checkpoints;

  public ArtifactStore(ObjectStore objects) {
    this.objects = objects;
    this.blobs = new BlobStore(objects);
    this.checkpoints = new CheckpointStore(objects);
  }

  /** The blobs that artifacts are made of. */
  public BlobStore blobs() {
    return blobs;
  }

  /**
   * The manifest of an artifact, or empty when the artifact is not complete.
   *
   * @throws ObjectStoreException when the manifest that is there cannot be read or belongs to
   *     another artifact
   */
  public Optional<Manifest> find(String kind, ArtifactId id) {
    String key = Manifest.key(kind, id);
    byte[] json;
    try (InputStream in = objects.get(key)) {
      json = in.readAllBytes();
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ObjectStoreException("Reading " + key + " broke off", true, e);
    }
    return Optional.of(parse(key, kind, id, json));
  }

  /**
   * The manifest of an artifact that must be there, because a fact said so.
   *
   * @throws MissingArtifactException when it is not
   */
  public Manifest require(String kind, ArtifactId id) {
    return find(kind, id).orElseThrow(() -> new MissingArtifactException(kind, id));
  }

  /**
   * Makes an artifact visible. The manifest is written only if there is none yet; when another
   * process was faster, its manifest stands and is returned.
   *
   * @param files the artifact's blobs by file name; all of them must be in the store already
   * @param attributes facts about the artifact as a JSON tree
   * @return the manifest that is in the store after the call
   */
  public Manifest commit(
      ArtifactRequest request, Map<String, BlobRef> files, Map<String, Object> attributes) {
    Manifest manifest = Manifest.of(request, files, attributes);
    String key = Manifest.key(manifest.kind(), manifest.id());
    if (objects.putIfAbsent(key, manifest.toJson())) {
      return manifest;
    }
    return find(manifest.kind(), manifest.id())
        .orElseThrow(
            () ->
                new ObjectStoreException(
                    key + " was there when it was to be written and gone when it was read",
                    true,
                    null));
  }

  /** Makes an artifact invisible again. Its blobs stay: others may share them. */
  public void delete(String kind, ArtifactId id) {
    objects.delete(Manifest.key(kind, id));
  }

  /** Stores unfinished work on an artifact, replacing the checkpoint of that name. */
  public void putCheckpoint(ArtifactId id, String name, byte[] bytes) {
    checkpoints.put(id, name, new ByteArrayInputStream(bytes), bytes.length);
  }

  /**
   * Stores unfinished work on an artifact from a stream, replacing the checkpoint of that name.
   *
   * @param content exactly {@code size} bytes
   */
  public void putCheckpoint(ArtifactId id, String name, InputStream content, long size) {
    checkpoints.put(id, name, content, size);
  }

  /**
   * Opens a checkpoint.
   *
   * @return a stream to be closed by the caller, which throws {@link CorruptBlobException} before
   *     its end when the checkpoint is damaged; empty when there is no such checkpoint
   */
  public Optional<InputStream> readCheckpoint(ArtifactId id, String name) {
    return checkpoints.read(id, name);
  }

  /** Names of an artifact's checkpoints, in ascending order. */
  public List<String> checkpointNames(ArtifactId id) {
    return checkpoints.names(id);
  }

  /** Removes one checkpoint; does nothing when there is none of that name. */
  public void deleteCheckpoint(ArtifactId id, String name) {
    checkpoints.delete(id, name);
  }

  /** Removes all checkpoints of an artifact; call it after the commit. */
  public void deleteCheckpoints(ArtifactId id) {
    checkpoints.deleteAll(id);
  }

  private static Manifest parse(String key, String kind, ArtifactId id, byte[] json) {
    Manifest manifest;
    try {
      manifest = Manifest.fromJson(json);
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw new ObjectStoreException(
          "The manifest at "
              + key
              + " is damaged: "
              + e.getMessage()
              + ". Delete it and run the study again",
          false,
          e);
    }
    if (!manifest.kind().equals(kind) || !manifest.id().equals(id)) {
      throw new ObjectStoreException(
          "The manifest at "
              + key
              + " is that of "
              + Manifest.key(manifest.kind(), manifest.id())
              + ". Delete it and run the study again",
          false,
          null);
    }
    return manifest;
  }
}
