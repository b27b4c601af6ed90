package io.nullscope.sae;

import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsHeader;
import io.nullscope.artifacts.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Activation rows {@code [n, D]}, float32, outside the Java heap: normally a memory-mapped file, of
 * which the operating system keeps in memory what is in use.
 */
public final class ActivationShard {

  /** Name of the tensor in an activation shard's safetensors file. */
  public static final String TENSOR = "activations";

  private final ByteBuffer bytes; // little-endian, [n, D]
  private final int rows;
  private final int width;
  private final int[] places; // [rows] row of the buffer; null when all rows are taken

  private ActivationShard(ByteBuffer bytes, int rows, int width) {
    this(bytes, rows, width, null);
  }

  private ActivationShard(ByteBuffer bytes, int rows, int width, int[] places) {
    this.bytes = bytes;
    this.rows = rows;
    this.width = width;
    this.places = places;
  }

  /**
   * The shard without some of its rows; shares the bytes.
   *
   * @param left ascending rows of a shard that lacks none yet
   */
  public ActivationShard without(int... left) {
    int[] kept = new int[rows - left.length];
    int next = 0;
    for (int row = 0; row < rows; row++) {
      if (next < left.length && left[next] == row) {
        next++;
      } else {
        kept[row - next] = row;
      }
    }
    return new ActivationShard(bytes, kept.length, width, kept);
  }

  private int offset(int row) {
    return (places == null ? row : places[row]) * width * Float.BYTES;
  }

  /**
   * Maps the tensor {@value #TENSOR} of a safetensors file. The file must stay as it is while the
   * shard is in use; on Linux it may be deleted.
   *
   * @throws SaeFormatException when there is no such tensor, or it is not F32 {@code [n, D]} of at
   *     most 2 GiB
   */
  public static ActivationShard map(Path file) throws IOException {
    SafetensorsHeader header;
    try (ByteSource source = ByteSource.of(file)) {
      header = SafetensorsHeader.read(source);
    }
    TensorInfo info = header.tensors().get(TENSOR);
    if (info == null
        || info.dtype() != DType.F32
        || info.shape().length != 2
        || info.shape()[1] == 0) {
      throw new SaeFormatException(
          file.toString(),
          "needs a tensor \""
              + TENSOR
              + "\" of type F32 and shape [n, D]; it has "
              + header.tensors().values());
    }
    if (info.bytes() > Integer.MAX_VALUE) {
      throw new SaeFormatException(
          file.toString(),
          "has "
              + Arrays.toString(info.shape())
              + " activations, more than 2 GiB; write smaller shards");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer mapped =
          channel.map(
              FileChannel.MapMode.READ_ONLY, header.dataOffset() + info.begin(), info.bytes());
      return new ActivationShard(mapped, (int) info.shape()[0], (int) info.shape()[1]);
    }
  }

  /** Copies rows from the heap, for small sets. */
  public static ActivationShard of(float[] values, int width) {
    if (width < 1 || values.length % width != 0) {
      throw new IllegalArgumentException(values.length + " values are not whole rows of " + width);
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new ActivationShard(bytes, values.length / width, width);
  }

  public int rows() {
    return rows;
  }

  /** D. */
  public int width() {
    return width;
  }

  /** Copies one row to the buffer's position and advances it. */
  void copyRow(int row, ByteBuffer target) {
    int length = width * Float.BYTES;
    target.put(target.position(), bytes, offset(row), length);
    target.position(target.position() + length);
  }

  /** Copies one row to the heap. */
  void readRow(int row, float[] target) {
    FloatBuffer floats = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    floats.get(offset(row) / Float.BYTES, target);
  }
}
