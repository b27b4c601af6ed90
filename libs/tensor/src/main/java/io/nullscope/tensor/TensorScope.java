package io.nullscope.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Owns native tensors: everything made in a scope is freed when it closes, except what was handed
 * to another scope with {@link #yield}. Not thread-safe.
 */
public final class TensorScope implements AutoCloseable {

  /** Most values that are in a Java array at once when a tensor is filled or read in chunks. */
  public static final int CHUNK_VALUES = 1 << 20;

  /** Where the values of a tensor come from, in row-major order. */
  @FunctionalInterface
  public interface FloatChunks<E extends Exception> {

    /** Fills the array with the values from a place on; called with ascending places. */
    void fill(long from, float[] values) throws E;
  }

  /** Where the values of a tensor go, in row-major order. */
  @FunctionalInterface
  public interface FloatSink {

    /** Takes the values from a place on; called with ascending places. */
    void accept(long from, float[] values);
  }

  private final NDManager manager;

  TensorScope(NDManager manager) {
    this.manager = manager;
  }

  /** A scope for temporaries inside this one. */
  public TensorScope child() {
    return new TensorScope(manager.newSubManager());
  }

  /** Float32 tensor with a copy of the values. */
  public NDArray floats(float[] values, long... shape) {
    return owned(manager.create(FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32));
  }

  /**
   * Float32 tensor that is filled in chunks of at most {@value #CHUNK_VALUES} values: it may be
   * larger than an array or a Java buffer, and Java memory does not grow with it.
   */
  public <E extends Exception> NDArray floats(FloatChunks<E> chunks, long... shape) throws E {
    try (TensorScope temporary = child()) {
      NDArray whole = temporary.manager.create(new Shape(shape), DataType.FLOAT32);
      NDArray flat = temporary.reshape(whole, whole.size());
      for (long from = 0; from < whole.size(); from += CHUNK_VALUES) {
        float[] values = new float[(int) Math.min(CHUNK_VALUES, whole.size() - from)];
        chunks.fill(from, values);
        try (NDArray chunk =
            manager.create(FloatBuffer.wrap(values), new Shape(values.length), DataType.FLOAT32)) {
          flat.set(range(from, values.length), chunk);
        }
      }
      return temporary.yield(whole, this);
    }
  }

  /** Hands out a float32 tensor in chunks of at most {@value #CHUNK_VALUES} values. */
  public void read(NDArray array, FloatSink sink) {
    try (TensorScope temporary = child()) {
      NDArray flat = temporary.reshape(array, array.size());
      for (long from = 0; from < array.size(); from += CHUNK_VALUES) {
        try (NDArray chunk = flat.get(range(from, Math.min(CHUNK_VALUES, array.size() - from)))) {
          sink.accept(from, chunk.toFloatArray());
        }
      }
    }
  }

  private static NDIndex range(long from, long length) {
    return new NDIndex().addSliceDim(from, from + length);
  }

  /** Float32 tensor with a copy of little-endian float32 bytes. */
  public NDArray floats(ByteBuffer littleEndian, long... shape) {
    FloatBuffer view = littleEndian.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    return owned(manager.create(view, new Shape(shape), DataType.FLOAT32));
  }

  /** Int64 tensor with a copy of the values. */
  public NDArray longs(long[] values, long... shape) {
    return owned(manager.create(LongBuffer.wrap(values), new Shape(shape), DataType.INT64));
  }

  /** Int32 tensor with a copy of the values. */
  public NDArray ints(int[] values, long... shape) {
    return owned(manager.create(IntBuffer.wrap(values), new Shape(shape), DataType.INT32));
  }

  /** Float64 tensor with a copy of the values. */
  public NDArray doubles(double[] values, long... shape) {
    return owned(manager.create(DoubleBuffer.wrap(values), new Shape(shape), DataType.FLOAT64));
  }

  /** The same values with other sizes of the axes; shares memory with {@code array}. */
  public NDArray reshape(NDArray array, long... shape) {
    NDArray view = array.reshape(shape);
    view.attach(manager);
    return view;
  }

  /** A matrix with its axes exchanged; shares memory with {@code array}. */
  public NDArray transpose(NDArray array) {
    NDArray view = array.transpose();
    view.attach(manager);
    return view;
  }

  /** Float32 zeros. */
  public NDArray zeros(long... shape) {
    return manager.zeros(new Shape(shape), DataType.FLOAT32);
  }

  /** Moves a tensor of this scope into {@code target} and returns it. */
  public NDArray yield(NDArray array, TensorScope target) {
    array.attach(target.manager);
    return array;
  }

  /** Number of tensors and child scopes alive in this scope: for leak tests. */
  public int liveResources() {
    return manager.getManagedArrays().size();
  }

  NDManager manager() {
    return manager;
  }

  /**
   * Java buffers are not aligned as the engine's own memory is, and matrix products may round
   * differently by alignment; a copy in engine memory keeps results the same from run to run, and
   * frees the Java buffer.
   */
  private static NDArray owned(NDArray onBuffer) {
    try (NDArray borrowed = onBuffer) {
      return borrowed.duplicate();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
