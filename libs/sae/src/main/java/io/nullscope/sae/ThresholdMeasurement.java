package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;

/**
 * Sets the threshold of BatchTopK and Matryoshka so that, with the parameters as they are, the mean
 * number of active latents of a token is K: the threshold is the largest pre-activation that is not
 * among the K·n largest of n tokens. A mean over the batches of a training would lag behind the
 * parameters, the more the faster they move.
 *
 * <p>Memory: K·n values.
 */
final class ThresholdMeasurement {

  private ThresholdMeasurement() {}

  /**
   * Measures on batches {@code first} to {@code end - 1}; other architectures stay as they are.
   *
   * @param size rows of a batch
   */
  static void on(SaeParameters parameters, BatchSource batches, long first, long end, int size) {
    SaeConfig config = parameters.config();
    if (!(config.architecture() instanceof Architecture.BatchTopK
        || config.architecture() instanceof Architecture.Matryoshka)) {
      return;
    }
    long active = Math.multiplyExact(config.k() * (end - first), (long) size);
    try (Kernel kernel =
            Kernel.load(parameters.runtime(), ThresholdMeasurement.class, "threshold.ts.txt");
        TensorScope scope = parameters.runtime().scope()) {
      NDArray workspace =
          scope.zeros(SaeKernel.workspaceRows(config.latents(), size), config.latents());
      NDArray best = scope.zeros(1);
      for (long step = first; step < end; step++) {
        try (TensorScope batch = scope.child()) {
          NDArray x = batches.batch(batch, step, size);
          NDArray longer =
              kernel
                  .call(batch, "largest", x, parameters.tensors(), best, active + 1, workspace)
                  .get(0);
          best.close();
          best = batch.yield(longer, scope);
        }
      }
      kernel.call(
          scope, "set_threshold", parameters.tensor(ParameterTensor.THRESHOLD), best, active);
    }
  }
}
