package io.nullscope.artifacts.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads tensors from a safetensors file, each on its own, so that memory is bounded by what is
 * asked for. Closing the reader closes its source.
 */
public final class SafetensorsReader implements Closeable {

  private final ByteSource source;
  private final SafetensorsHeader header;

  private SafetensorsReader(ByteSource source, SafetensorsHeader header) {
    this.source = source;
    this.header = header;
  }

  /**
   * Opens a local file and checks its header.
   *
   * @throws MalformedSafetensorsException when the file breaks a rule of the format
   */
  public static SafetensorsReader open(Path file) throws IOException {
    return open(ByteSource.of(file));
  }

  /**
   * Takes over a source and checks its header. The source is closed when that fails.
   *
   * @throws MalformedSafetensorsException when the file breaks a rule of the format
   */
  public static SafetensorsReader open(ByteSource source) throws IOException {
    try {
      return new SafetensorsReader(source, SafetensorsHeader.read(source));
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** What the file holds. */
  public SafetensorsHeader header() {
    return header;
  }

  /**
   * The bytes of a tensor, little-endian.
   *
   * @throws IllegalArgumentException when there is no such tensor, or when it is larger than 2 GiB
   */
  public ByteBuffer read(String name) throws IOException {
    TensorInfo tensor = header.tensor(name);
    if (tensor.bytes() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Tensor \""
              + name
              + "\" of "
              + source.name()
              + " is larger than 2 GiB; read it in ranges");
    }
    return readBytes(tensor, 0, (int) tensor.bytes());
  }

  /**
   * Consecutive entries of a tensor in row-major order, little-endian.
   *
   * @throws IndexOutOfBoundsException when the tensor has no such entries
   */
  public ByteBuffer read(String name, long firstEntry, int entries) throws IOException {
    TensorInfo tensor = header.tensor(name);
    int width = tensor.dtype().bytes();
    Objects.checkFromIndexSize(firstEntry, entries, tensor.bytes() / width);
    return readBytes(tensor, firstEntry * width, Math.multiplyExact(entries, width));
  }

  /**
   * Consecutive rows of a tensor (slices along its first axis), little-endian.
   *
   * @throws IndexOutOfBoundsException when the tensor has no such rows
   */
  public ByteBuffer readRows(String name, long firstRow, int rows) throws IOException {
    TensorInfo tensor = header.tensor(name);
    long[] shape = tensor.shape();
    if (shape.length == 0) {
      throw new IndexOutOfBoundsException("Tensor \"" + name + "\" is a scalar and has no rows");
    }
    if (firstRow < 0 || rows < 0 || firstRow + rows > shape[0]) {
      throw new IndexOutOfBoundsException(
          "Rows %d to %d of tensor \"%s\", which has %d"
              .formatted(firstRow, firstRow + rows, name, shape[0]));
    }
    long rowBytes = shape[0] == 0 ? 0 : tensor.bytes() / shape[0];
    return readBytes(tensor, firstRow * rowBytes, Math.toIntExact(rows * rowBytes));
  }

  /**
   * The values of a floating-point tensor, row-major; F64 values are rounded.
   *
   * @throws IllegalArgumentException when there is no such tensor or it is not F64, F32, F16 or
   *     BF16
   */
  public float[] toFloats(String name) throws IOException {
    TensorInfo tensor = header.tensor(name);
    if (!tensor.dtype().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "Tensor \"%s\" of %s is %s, not a floating-point type"
              .formatted(name, source.name(), tensor.dtype()));
    }
    return FloatValues.of(tensor.dtype(), read(name));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private ByteBuffer readBytes(TensorInfo tensor, long offset, int length) throws IOException {
    return source
        .read(header.dataOffset() + tensor.begin() + offset, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
