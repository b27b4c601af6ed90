package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring latents whose weights are updated together, as views {@code [n, D]} of the encoder
 * and the decoder.
 *
 * @param first number of the first latent
 * @param weights encoder and decoder rows
 * @param firstMoments Adam's, in the same order
 * @param secondMoments Adam's, in the same order
 */
record LatentChunk(
    int first, List<NDArray> weights, List<NDArray> firstMoments, List<NDArray> secondMoments) {

  /**
   * Floats of one matrix: gradient, weights and moments of a chunk stay in the cache from one
   * operation to the next, and the gradient's memory is used again instead of asked for anew.
   */
  private static final int FLOATS = 1 << 20;

  /**
   * All latents in chunks.
   *
   * @param scope owner of the views
   */
  static List<LatentChunk> of(
      Kernel kernel, TensorScope scope, SaeParameters parameters, TrainingState state) {
    SaeConfig config = parameters.config();
    boolean cpu = parameters.runtime().device().equals("cpu");
    int size = cpu ? Math.max(1, FLOATS / config.width()) : config.latents();
    List<LatentChunk> chunks = new ArrayList<>();
    for (int first = 0; first < config.latents(); first += size) {
      int n = Math.min(size, config.latents() - first);
      chunks.add(
          new LatentChunk(
              first,
              weightRows(kernel, scope, parameters.tensors(), first, n),
              weightRows(kernel, scope, state.firstMoments(), first, n),
              weightRows(kernel, scope, state.secondMoments(), first, n)));
    }
    return chunks;
  }

  private static List<NDArray> weightRows(
      Kernel kernel, TensorScope scope, List<NDArray> tensors, int first, int n) {
    return List.of(
        kernel.call(scope, "rows", tensors.get(0), first, n).get(0),
        kernel.call(scope, "rows", tensors.get(2), first, n).get(0));
  }

  /** Latents of the chunk. */
  long size() {
    return weights.get(0).getShape().get(0);
  }
}
