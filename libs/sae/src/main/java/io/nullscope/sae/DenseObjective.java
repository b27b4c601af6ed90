package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Loss and gradients of ReLU, JumpReLU and Gated, as {@link Architecture} defines them. A step has
 * five dense products of {@code [B, D] × [D, F]} (Gated seven), in blocks of rows: at most four
 * workspaces {@code [R, F]} and two masks of that shape, whatever the batch.
 */
final class DenseObjective implements Objective {

  private final SaeParameters parameters;
  private final Kernel kernel;
  private final TensorScope scope;
  private List<NDArray> workspaces = List.of(); // [R, F] each

  DenseObjective(SaeParameters parameters) {
    this.parameters = parameters;
    this.kernel = Kernel.load(parameters.runtime(), DenseObjective.class, "dense.ts.txt");
    this.scope = parameters.runtime().scope();
  }

  @Override
  public Evaluation evaluate(TensorScope result, NDArray x, double sparsity) {
    List<NDArray> p = parameters.tensors();
    Architecture architecture = parameters.config().architecture();
    NDList numbers;
    if (architecture instanceof Architecture.Relu relu) {
      double l1 = relu.l1Coefficient() * sparsity;
      numbers = kernel.call(result, "relu_gradients", x, p, l1, workspaces(x, 2));
    } else if (architecture instanceof Architecture.Gated gated) {
      double l1 = gated.l1Coefficient() * sparsity;
      numbers = kernel.call(result, "gated_gradients", x, p, l1, workspaces(x, 4));
    } else if (architecture instanceof Architecture.JumpRelu jump) {
      double l0 = jump.l0Coefficient() * sparsity;
      List<NDArray> w = workspaces(x, 2);
      numbers = kernel.call(result, "jump_relu_gradients", x, p, l0, jump.bandwidth(), w);
    } else {
      throw new IllegalArgumentException("a " + architecture.id() + " autoencoder is not dense");
    }
    return Evaluation.of(numbers);
  }

  private List<NDArray> workspaces(NDArray x, int count) {
    int latents = parameters.config().latents();
    int rows = SaeKernel.workspaceRows(latents, x.getShape().get(0));
    if (workspaces.isEmpty() || workspaces.get(0).getShape().get(0) != rows) {
      workspaces.forEach(NDArray::close);
      List<NDArray> fresh = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        fresh.add(scope.zeros(rows, latents));
      }
      workspaces = List.copyOf(fresh);
    }
    return workspaces;
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
