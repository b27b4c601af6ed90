package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;

/**
 * Training batches by number: the same number always gives the same batch, so a training can resume
 * anywhere.
 */
public interface BatchSource {

  /** D. */
  int width();

  /** Rows (tokens) of one epoch. */
  long rows();

  /**
   * Batch number {@code step}: rows {@code step · size} to {@code (step + 1) · size - 1} of the
   * epochs laid end to end.
   *
   * @param scope owner of the result
   * @return {@code [size, D]} float32
   */
  NDArray batch(TensorScope scope, long step, int size);
}
