package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;

/** All pre-activations in float32. */
final class Float32Choice implements LatentChoice {

  private final Kernel kernel;
  private final SaeParameters parameters;
  private final int groups;
  private NDArray workspace; // [R, F]

  Float32Choice(Kernel kernel, SaeParameters parameters) {
    this.kernel = kernel;
    this.parameters = parameters;
    this.groups = SaeKernel.groups(parameters.config().latents(), parameters.config().k());
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
  }

  @Override
  public void prepare(TensorScope batchScope, long batch) {
    int latents = parameters.config().latents();
    workspace = batchScope.zeros(SaeKernel.workspaceRows(latents, batch), latents);
  }

  @Override
  public NDList evaluate(TensorScope temporary, NDArray x, NDArray offsets) {
    int k = parameters.config().k();
    return kernel.call(
        temporary, "evaluate_float32", x, parameters.tensors(), k, groups, workspace, offsets);
  }
}
