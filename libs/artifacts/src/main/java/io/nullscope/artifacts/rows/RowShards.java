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
  private final List<Integer> rows;

  private RowShards(BlobStore blobs, List<BlobRef> shards, int width, List<Integer> rows) {
    this.blobs = blobs;
    this.shards = List.copyOf(shards);
    this.width = width;
    this.rows = List.copyOf(rows);
  }

  static String fileName(String folder, int index) {
    return "%s/%05d.safetensors".formatted(folder, index);
  }

  /**
   * Opens a table and reads the shards' headers.
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
    List<Integer> rows = new ArrayList<>();
    int width = 0;
    for (BlobRef shard : shards) {
      long[] shape = shape(blobs, shard);
      rows.add(Math.toIntExact(shape[0]));
      width = Math.toIntExact(shape[1]);
    }
    return new RowShards(blobs, shards, width, rows);
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

  /** Rows of one shard. */
  public int rows(int index) {
    return rows.get(index);
  }

  /** Rows of all shards. */
  public long rows() {
    return rows.stream().mapToLong(Integer::longValue).sum();
  }

  /** [rows(index), D] float32, little endian; checked against its digest. */
  public ByteBuffer read(int index) {
    try (SafetensorsReader reader = SafetensorsReader.open(blobs.source(shards.get(index)))) {
      return reader.read(RowShardWriter.TENSOR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
