package io.nullscope.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Unfinished work, one object per checkpoint: the size of the content (8 bytes, big-endian), the
 * content, and its SHA-256 (32 bytes). So it is written in one pass and read in one pass, and still
 * checked.
 */
final class CheckpointStore {

  private static final int SIZE_BYTES = Long.BYTES;
  private static final int DIGEST_BYTES = 32;

  private final ObjectStore objects;

  CheckpointStore(ObjectStore objects) {
    this.objects = objects;
  }

  void put(ArtifactId id, String name, InputStream content, long size) {
    MessageDigest sha256 = Digest.sha256();
    List<Supplier<InputStream>> parts =
        List.of(
            () -> new ByteArrayInputStream(ByteBuffer.allocate(SIZE_BYTES).putLong(size).array()),
            () -> new DigestInputStream(content, sha256),
            // Asked for only when the content has been read to its end.
            () -> new ByteArrayInputStream(sha256.digest()));
    objects.put(key(id, name), concatenate(parts), SIZE_BYTES + size + DIGEST_BYTES);
  }

  Optional<InputStream> read(ArtifactId id, String name) {
    String key = key(id, name);
    InputStream in;
    try {
      in = objects.get(key);
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
    try {
      long bytes = size(key, in);
      return Optional.of(
          new VerifyingInputStream(in, key, bytes, afterContent -> trailer(key, afterContent)));
    } catch (RuntimeException e) {
      try {
        in.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static long size(String key, InputStream in) {
    byte[] size;
    try {
      size = in.readNBytes(SIZE_BYTES);
    } catch (IOException e) {
      throw new ObjectStoreException("Reading " + key + " broke off", true, e);
    }
    if (size.length < SIZE_BYTES) {
      throw new CorruptBlobException(key, "it is too short for a checkpoint");
    }
    long bytes = ByteBuffer.wrap(size).getLong();
    if (bytes < 0) {
      throw new CorruptBlobException(key, "it claims a negative size");
    }
    return bytes;
  }

  List<String> names(ArtifactId id) {
    String prefix = prefix(id);
    try (Stream<ObjectStat> listing = objects.list(prefix)) {
      return listing.map(checkpoint -> checkpoint.key().substring(prefix.length())).toList();
    }
  }

  void delete(ArtifactId id, String name) {
    objects.delete(key(id, name));
  }

  void deleteAll(ArtifactId id) {
    names(id).forEach(name -> delete(id, name));
  }

  private static Digest trailer(String key, InputStream in) throws IOException {
    byte[] digest = in.readNBytes(DIGEST_BYTES);
    if (digest.length < DIGEST_BYTES) {
      throw new CorruptBlobException(key, "its digest is missing");
    }
    return new Digest(HexFormat.of().formatHex(digest));
  }

  private static InputStream concatenate(List<Supplier<InputStream>> parts) {
    Iterator<Supplier<InputStream>> remaining = parts.iterator();
    return new SequenceInputStream(
        new Enumeration<>() {
          @Override
          public boolean hasMoreElements() {
            return remaining.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return remaining.next().get();
          }
        });
  }

  private static String prefix(ArtifactId id) {
    return "checkpoints/" + id.hex() + "/";
  }

  private static String key(ArtifactId id, String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "Checkpoint name \""
              + name
              + "\" is not valid: letters, digits, dots, underscores and hyphens");
    }
    return prefix(id) + name;
  }
}
