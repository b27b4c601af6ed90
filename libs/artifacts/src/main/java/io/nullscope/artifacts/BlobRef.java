package io.nullscope.artifacts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A reference to a blob, with what is needed to check any part of it.
 *
 * @param digest digest of the whole blob, which is also its name
 * @param bytes size of the blob
 * @param chunkDigests digests of its consecutive chunks of {@value #CHUNK_BYTES} bytes (the last
 *     one may be shorter); empty when the blob fits into one chunk
 */
public record BlobRef(Digest digest, long bytes, List<Digest> chunkDigests) {

  /** Size of the pieces that are checked on their own by ranged reads. */
  public static final int CHUNK_BYTES = 4 << 20;

  public BlobRef {
    Objects.requireNonNull(digest, "digest");
    chunkDigests = List.copyOf(chunkDigests);
    if (bytes < 0) {
      throw new IllegalArgumentException("Blob " + digest + " has a negative size");
    }
    long chunks = bytes <= CHUNK_BYTES ? 0 : (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    if (chunkDigests.size() != chunks) {
      throw new IllegalArgumentException(
          "Blob "
              + digest
              + " of "
              + bytes
              + " bytes needs "
              + chunks
              + " chunk digests, not "
              + chunkDigests.size());
    }
  }

  /** Where the blob lies in the object store. */
  public String key() {
    return "blobs/sha256/" + digest.hex().substring(0, 2) + "/" + digest.hex();
  }

  Map<String, Object> toTree() {
    List<String> chunks = chunkDigests.stream().map(Digest::hex).toList();
    return Map.of("digest", digest.hex(), "bytes", bytes, "chunks", chunks);
  }

  static BlobRef fromTree(JsonTree tree) {
    List<Digest> chunks = new ArrayList<>();
    for (String hex : tree.strings("chunks")) {
      chunks.add(new Digest(hex));
    }
    return new BlobRef(new Digest(tree.string("digest")), tree.integer("bytes"), chunks);
  }
}
