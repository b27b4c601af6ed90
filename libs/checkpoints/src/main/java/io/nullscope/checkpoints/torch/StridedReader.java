package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a view of a storage in row-major order. The storage is passed over once from front to back
 * through a window, whatever the strides are: memory is that of the tensor and the window.
 */
final class StridedReader {

  private static final int WINDOW_BYTES = 1 << 20;

  private final ByteSource source;
  private final long dataOffset;
  private final StridedTensor tensor;
  private final int elementBytes;
  private final int windowBytes;

  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

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

  /** Little-endian, row-major. */
  ByteBuffer read() throws IOException {
    int bytes = Math.toIntExact(tensor.elements() * elementBytes);
    if (bytes > 0 && tensor.isContiguous()) {
      return source
          .read(dataOffset + tensor.offset() * elementBytes, bytes)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer values = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes > 0) {
      gather(values);
    }
    return values;
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
