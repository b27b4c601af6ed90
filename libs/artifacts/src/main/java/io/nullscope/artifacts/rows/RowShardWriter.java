package io.nullscope.artifacts.rows;

import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Appends rows [n, D] of float32 to shards of one artifact. Not thread-safe. */
public final class RowShardWriter {

  /** The one tensor of a shard. */
  public static final String TENSOR = "activations";

  private static final int SHARD_BYTES = 32 << 20;

  private final BlobUploads uploads;
  private final String folder;
  private final int width;
  private final ByteBuffer shard;
  private final Map<String, BlobUploads.Upload> files = new TreeMap<>();
  private long rows;

  /**
   * An empty table.
   *
   * @param uploads which takes full shards; the caller closes it
   * @param folder file name prefix within the artifact, e.g. {@code train/layers.0}
   * @param width D, floats in a row
   */
  public RowShardWriter(BlobUploads uploads, String folder, int width) {
    this.uploads = uploads;
    this.folder = folder;
    this.width = width;
    int rowBytes = Math.multiplyExact(width, Float.BYTES);
    this.shard = ByteBuffer.allocate(shardRows(width) * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Rows of every shard but the last. */
  public static int shardRows(int width) {
    return Math.max(1, SHARD_BYTES / Math.multiplyExact(width, Float.BYTES));
  }

  /**
   * Appends rows.
   *
   * @param bytes whole rows, little endian; read from position to limit
   */
  public void append(ByteBuffer bytes) {
    int rowBytes = width * Float.BYTES;
    if (bytes.remaining() % rowBytes != 0) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes are not a whole number of rows of " + rowBytes);
    }
    rows += bytes.remaining() / rowBytes;
    while (bytes.hasRemaining()) {
      int taken = Math.min(bytes.remaining(), shard.remaining());
      shard.put(bytes.slice(bytes.position(), taken));
      bytes.position(bytes.position() + taken);
      if (!shard.hasRemaining()) {
        store();
      }
    }
  }

  /** Rows appended so far. */
  public long rows() {
    return rows;
  }

  /** Hands over the last shard and returns file name → blob on its way of all. */
  public Map<String, BlobUploads.Upload> finish() {
    if (shard.position() > 0) {
      store();
    }
    return Map.copyOf(files);
  }

  private void store() {
    shard.flip();
    files.put(
        RowShards.fileName(folder, files.size()),
        uploads.put(() -> ByteBuffer.wrap(bytes(shard, width))));
    shard.clear();
  }

  /**
   * A shard as a file.
   *
   * @param rows [n, D] float32, little endian; read from position to limit
   */
  static byte[] bytes(ByteBuffer rows, int width) {
    TensorSpec tensor =
        new TensorSpec(TENSOR, DType.F32, rows.remaining() / (width * Float.BYTES), width);
    ByteArrayOutputStream out = new ByteArrayOutputStream(rows.remaining() + 256);
    try (SafetensorsWriter writer = SafetensorsWriter.create(out, Map.of(), List.of(tensor))) {
      writer.write(TENSOR, rows);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }
}
