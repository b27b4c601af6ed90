package io.nullscope.variant.domain;

/**
 * The entries of a tensor as float32, row-major, in chunks: a tensor may be larger than the memory,
 * and than an array.
 */
@FunctionalInterface
public interface Entries {

  /** Visits all entries in ascending order; may be called several times. */
  void forEachChunk(Visitor visitor);

  /** Receives chunks of consecutive entries. */
  @FunctionalInterface
  interface Visitor {

    /**
     * @param offset place of the first value in the tensor
     */
    void accept(long offset, float[] values);
  }
}
