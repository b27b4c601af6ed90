package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.TensorScope;
import java.util.List;

/**
 * The loss of an architecture and its gradients, by hand; the update is {@link ObjectiveTrainer}'s.
 */
interface Objective extends AutoCloseable {

  /**
   * Loss and gradients of a batch at the parameters' present values, which stay as they are.
   *
   * @param scope owner of the result
   * @param x {@code [B, D]}
   * @param sparsity factor on the sparsity coefficient, 0 to 1
   */
  Evaluation evaluate(TensorScope scope, NDArray x, double sparsity);

  @Override
  void close();

  /**
   * Numbers of a batch.
   *
   * @param loss what is minimised
   * @param fvu of the autoencoder's own reconstruction
   * @param l0 mean number of active latents
   * @param fired {@code [F]} bool
   * @param gradients as the parameters that gradients can reach, in their order
   */
  record Evaluation(double loss, double fvu, double l0, NDArray fired, List<NDArray> gradients) {

    /** From what the kernels return: numbers, fired, gradients. */
    static Evaluation of(NDList result) {
      float[] numbers = result.get(0).toFloatArray();
      return new Evaluation(
          numbers[0],
          numbers[1],
          numbers[2],
          result.get(1),
          List.copyOf(result.subList(2, result.size())));
    }
  }
}
