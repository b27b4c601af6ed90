package io.nullscope.artifacts.rows;

import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.SafetensorsHeader;
import io.nullscope.artifacts.safetensors.SafetensorsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The shards of one table of an artifact, in order. */
public final class RowShards {

  private final BlobStore blobs;
  private final List<BlobRef> shards;
  private final int width;

  private RowShards(BlobStore blobs, List<BlobRef> shards, int width) {
    this.blobs = blobs;
    this.shards = List.copyOf(shards);
    this.width = width;
  }

  static String fileName(String folder, int index) {
    return "%s/%05d.safetensors".formatted(folder, index);
  }

  /**
   * Opens a table and reads the header of its first shard.
   *
   * @throws IllegalArgumentException when the artifact has no such table
   */
  public static RowShards open(BlobStore blobs, Manifest artifact, String folder) {
    List<BlobRef> shards = new ArrayList<>();
    while (artifact.files().containsKey(fileName(folder, shards.size()))) {
      shards.add(artifact.file(fileName(folder, shards.size())));
    }
    if (shards.isEmpty()) {
      throw new IllegalArgumentException(
          "artifact " + artifact.kind() + "/" + artifact.id() + " has no table " + folder);
    }
    return new RowShards(blobs, shards, Math.toIntExact(shape(blobs, shards.get(0))[1]));
  }

  private static long[] shape(BlobStore blobs, BlobRef shard) {
    try {
      return SafetensorsHeader.read(blobs.source(shard)).tensor(RowShardWriter.TENSOR).shape();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** D. */
  public int width() {
    return width;
  }

  public int count() {
    return shards.size();
  }

  /** Rows of all shards, whose headers are read. */
  public long rows() {
    return shards.stream().mapToLong(shard -> shape(blobs, shard)[0]).sum();
  }

  /** [n, D] float32, little endian; checked against its digest. */
  public ByteBuffer read(int index) {
    try (SafetensorsReader reader = SafetensorsReader.open(blobs.load(shards.get(index)))) {
      return reader.read(RowShardWriter.TENSOR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
