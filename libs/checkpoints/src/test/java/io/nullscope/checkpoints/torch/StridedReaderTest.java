package io.nullscope.checkpoints.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.safetensors.ByteSource;
import io.nullscope.artifacts.safetensors.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a loop over all indices. */
class StridedReaderTest {

  /** Some bytes, with a count of what is read. */
  private static final class Bytes implements ByteSource {
    private final byte[] content;
    private long read;

    private Bytes(byte[] content) {
      this.content = content;
    }

    @Override
    public String name() {
      return "bytes";
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
      read += length;
      return ByteBuffer.wrap(content).slice((int) offset, length);
    }

    @Override
    public void close() {}
  }

  @Test
  void inChunksEqualsALoopOverAllIndicesAndReadsTheStorageAtMostOnce() throws IOException {
    Random random = new Random(4);
    DType[] types = {DType.I8, DType.F16, DType.F32, DType.F64};
    for (int round = 0; round < 400; round++) {
      DType dtype = types[round % types.length];
      StridedTensor tensor = view(random, dtype);
      int dataOffset = random.nextInt(5);
      byte[] content = new byte[dataOffset + (int) tensor.storage().elements() * dtype.bytes()];
      random.nextBytes(content);
      Bytes source = new Bytes(content);

      StridedReader reader = new StridedReader(source, dataOffset, tensor, 64);
      ByteBuffer actual = ByteBuffer.allocate((int) tensor.elements() * dtype.bytes());
      int chunk = 1 + random.nextInt(40);
      for (int from = 0; from < tensor.elements(); from += chunk) {
        actual.put(reader.read(from, (int) Math.min(chunk, tensor.elements() - from)));
      }

      assertThat(actual.flip()).isEqualTo(naive(content, dataOffset, tensor));
      assertThat(source.read).isLessThanOrEqualTo(content.length);
    }
  }

  /** A permuted view with gaps of a storage that is just large enough, or larger. */
  private static StridedTensor view(Random random, DType dtype) {
    int axes = random.nextInt(4);
    long[] shape = new long[axes];
    long[] strides = new long[axes];
    List<Integer> order = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      order.add(axis);
    }
    Collections.shuffle(order, random);
    long stride = 1 + random.nextInt(3);
    for (int axis : order) {
      shape[axis] = 1 + random.nextInt(6);
      strides[axis] = stride;
      stride = stride * shape[axis] + random.nextInt(3);
    }
    long offset = random.nextInt(4);
    long elements = offset + stride + random.nextInt(4);
    return new StridedTensor(new Storage("0", dtype, elements), offset, shape, strides);
  }

  private static ByteBuffer naive(byte[] content, int dataOffset, StridedTensor tensor) {
    int width = tensor.storage().dtype().bytes();
    ByteBuffer values = ByteBuffer.allocate((int) tensor.elements() * width);
    for (long flat = 0; flat < tensor.elements(); flat++) {
      long rest = flat;
      long place = tensor.offset();
      for (int axis = tensor.shape().length - 1; axis >= 0; axis--) {
        place += rest % tensor.shape()[axis] * tensor.strides()[axis];
        rest /= tensor.shape()[axis];
      }
      values.put(content, dataOffset + (int) place * width, width);
    }
    return values.flip();
  }
}
