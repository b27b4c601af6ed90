package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;

/** How a training step finds the active latents of a batch. */
sealed interface LatentChoice permits Float32Choice, Bfloat16Choice {

  static LatentChoice of(
      Precision precision, Kernel kernel, TensorScope scope, SaeParameters parameters) {
    return precision == Precision.BFLOAT16
        ? new Bfloat16Choice(kernel, scope, parameters)
        : new Float32Choice(kernel, parameters);
  }

  Precision precision();

  /**
   * Makes the workspace for batches of a size.
   *
   * @param batchScope owner of the workspace
   */
  void prepare(TensorScope batchScope, long batch);

  /**
   * The forward pass.
   *
   * @param x {@code [B, D]}
   * @param offsets {@code [B]} 0, K, 2K, …
   * @return FVU and L0 {@code [2]}; {@code x - b_dec [B, D]}; the gradient of the reconstruction
   *     {@code [B, D]}; activations and latents, {@code [B, K]} each
   */
  NDList evaluate(TensorScope temporary, NDArray x, NDArray offsets);
}
