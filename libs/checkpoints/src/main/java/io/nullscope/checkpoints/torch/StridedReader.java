package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads a view of a storage in row-major order. Where the view lies in that order, memory is what
 * is asked for. Otherwise the storage is passed over once from front to back through a window,
 * whatever the strides are, and the tensor is kept: memory is that of the tensor and the window.
 */
final class StridedReader {

  /** Largest view in another order than row-major, in bytes: what fits into one buffer. */
  static final int MAX_GATHERED_BYTES = Integer.MAX_VALUE - 8;

  private static final int WINDOW_BYTES = 1 << 20;

  private final ByteSource source;
  private final long dataOffset;
  private final StridedTensor tensor;
  private final int elementBytes;
  private final int windowBytes;

  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;
  private ByteBuffer gathered;

  /**
   * @param dataOffset where the storage begins in the source
   */
  StridedReader(ByteSource source, long dataOffset, StridedTensor tensor) {
    this(source, dataOffset, tensor, WINDOW_BYTES);
  }

  StridedReader(ByteSource source, long dataOffset, StridedTensor tensor, int windowBytes) {
    this.windowBytes = windowBytes;
    this.source = source;
    this.dataOffset = dataOffset;
    this.tensor = tensor;
    this.elementBytes = tensor.storage().dtype().bytes();
  }

  boolean reads(StridedTensor other) {
    return tensor == other;
  }

  /**
   * Consecutive elements, little-endian, row-major.
   *
   * @throws IndexOutOfBoundsException when the tensor has no such elements
   */
  ByteBuffer read(long first, int elements) throws IOException {
    Objects.checkFromIndexSize(first, elements, tensor.elements());
    int bytes = Math.multiplyExact(elements, elementBytes);
    if (bytes == 0) {
      return ByteBuffer.allocate(0);
    }
    if (tensor.isContiguous()) {
      return source
          .read(dataOffset + (tensor.offset() + first) * elementBytes, bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    if (gathered == null) {
      ByteBuffer values =
          ByteBuffer.allocate(Math.toIntExact(tensor.elements() * elementBytes))
              .order(ByteOrder.LITTLE_ENDIAN);
      gather(values);
      gathered = values;
    }
    return gathered.slice((int) first * elementBytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Visits the elements in the order of the storage and puts each to its row-major place. */
  private void gather(ByteBuffer values) throws IOException {
    int[] axes = tensor.axesByStride();
    long[] index = new long[axes.length];
    long[] rowMajor = rowMajorStrides();
    long from = tensor.offset();
    long to = 0;
    while (true) {
      copy(from, values, Math.toIntExact(to));
      int i = axes.length - 1;
      while (i >= 0 && index[i] == tensor.shape()[axes[i]] - 1) {
        from -= index[i] * tensor.strides()[axes[i]];
        to -= index[i] * rowMajor[axes[i]];
        index[i] = 0;
        i--;
      }
      if (i < 0) {
        return;
      }
      index[i]++;
      from += tensor.strides()[axes[i]];
      to += rowMajor[axes[i]];
    }
  }

  private long[] rowMajorStrides() {
    long[] strides = new long[tensor.shape().length];
    long stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= tensor.shape()[axis];
    }
    return strides;
  }

  private void copy(long from, ByteBuffer values, int to) throws IOException {
    long start = from * elementBytes;
    if (start < windowStart || start + elementBytes > windowStart + window.limit()) {
      long end = Math.min(start + windowBytes, tensor.end() * elementBytes);
      window = source.read(dataOffset + start, (int) (end - start)).order(ByteOrder.LITTLE_ENDIAN);
      windowStart = start;
    }
    int at = (int) (start - windowStart);
    int target = to * elementBytes;
    switch (elementBytes) {
      case 8 -> values.putLong(target, window.getLong(at));
      case 4 -> values.putInt(target, window.getInt(at));
      case 2 -> values.putShort(target, window.getShort(at));
      default -> values.put(target, window.get(at));
    }
  }
}
