package io.nullscope.checkpoints.torch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A view of a storage: element (i0, i1, …) is at {@code offset + i0·strides[0] + i1·strides[1] +
 * …}, in elements. Every element lies in the storage and no two share a place.
 *
 * @param shape sizes of the axes; empty for a scalar
 */
record StridedTensor(Storage storage, long offset, long[] shape, long[] strides) {

  private static final int MAX_AXES = 64;

  /**
   * Checks the view.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  StridedTensor {
    if (shape.length != strides.length || shape.length > MAX_AXES) {
      throw new IllegalArgumentException(
          "has %d sizes and %d strides".formatted(shape.length, strides.length));
    }
    if (offset < 0
        || Arrays.stream(shape).anyMatch(size -> size < 0)
        || Arrays.stream(strides).anyMatch(stride -> stride < 0)) {
      throw new IllegalArgumentException("has a negative size, stride or offset");
    }
    try {
      requireSize(shape);
      if (elements(shape) > 0 && end(offset, shape, strides) > storage.elements()) {
        throw new IllegalArgumentException(
            "reaches beyond its storage of " + storage.elements() + " elements");
      }
      requireNoOverlap(shape, strides);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is larger than 2^63 bytes", e);
    }
  }

  /** Number of elements; at most that of the storage. */
  long elements() {
    return elements(shape);
  }

  /** Place after the last element. */
  long end() {
    return elements() == 0 ? offset : end(offset, shape, strides);
  }

  /** True when the elements follow each other in row-major order. */
  boolean isContiguous() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  /** The axes with more than one index, those with the longest strides first. */
  int[] axesByStride() {
    return axesByStride(shape, strides);
  }

  private static int[] axesByStride(long[] shape, long[] strides) {
    return IntStream.range(0, shape.length)
        .filter(axis -> shape[axis] != 1)
        .boxed()
        .sorted(Comparator.comparingLong((Integer axis) -> strides[axis]).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Also of empty tensors, so that nobody who multiplies sizes and element width overflows. */
  private static void requireSize(long[] shape) {
    Arrays.stream(shape).map(size -> Math.max(size, 1)).reduce(Double.BYTES, Math::multiplyExact);
  }

  private static long elements(long[] shape) {
    if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
      return 0;
    }
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static long end(long offset, long[] shape, long[] strides) {
    long last = offset;
    for (int axis = 0; axis < shape.length; axis++) {
      last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
    }
    return Math.addExact(last, 1);
  }

  /**
   * A tensor made by {@code expand} has strides of 0: a few bytes could claim any number of
   * elements. What torch.save writes of a model's weights never does.
   */
  private static void requireNoOverlap(long[] shape, long[] strides) {
    if (elements(shape) == 0) {
      return;
    }
    int[] axes = axesByStride(shape, strides);
    long span = 1;
    for (int i = axes.length - 1; i >= 0; i--) {
      if (strides[axes[i]] < span) {
        throw new IllegalArgumentException(
            "has elements that share memory (shape %s, strides %s); save it with .contiguous()"
                .formatted(Arrays.toString(shape), Arrays.toString(strides)));
      }
      span = Math.addExact(span, Math.multiplyExact(shape[axes[i]] - 1, strides[axes[i]]));
    }
  }
}
