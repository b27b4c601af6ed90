package io.nullscope.sae;

/**
 * Permutations for the order of the training rows, drawn by the caller; the same arguments give the
 * same permutation.
 */
@FunctionalInterface
public interface ShuffleOrder {

  /**
   * A permutation of 0 … size - 1.
   *
   * @param epoch 0-based pass over the data
   * @param part 0 for the order of the shards, n for the rows of the n-th group of shards (from 1)
   * @param size how many
   */
  int[] permutation(long epoch, int part, int size);
}
