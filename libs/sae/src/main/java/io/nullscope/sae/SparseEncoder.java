package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;

/**
 * Encodes activations to their K active latents, and back. Exact float32; the memory for
 * pre-activations is bounded, whatever the batch.
 */
public final class SparseEncoder implements AutoCloseable {

  private final SaeParameters parameters;
  private final Kernel kernel;
  private final TensorScope scope;
  private final int groups;
  private NDArray workspace; // [R, F]
  private NDArray offsets; // [B]

  /**
   * An encoder that reads the parameters' present values at each call.
   *
   * @param parameters stay open as long as the encoder is used; not closed with it
   */
  public SparseEncoder(SaeParameters parameters) {
    this.parameters = parameters;
    this.groups = SaeKernel.groups(parameters.config().latents(), parameters.config().k());
    this.kernel = SaeKernel.load(parameters.runtime());
    try {
      this.scope = parameters.runtime().scope();
    } catch (RuntimeException e) {
      kernel.close();
      throw e;
    }
  }

  /**
   * The active latents of each row: {@code top-k(relu(encoder.weight (x - b_dec) + encoder.bias))}.
   * Of equal activations at the limit any may be chosen, always the same.
   *
   * @param scope owner of the result
   * @param x {@code [B, D]} float32, B at least 1
   */
  public SparseActivations encode(TensorScope scope, NDArray x) {
    SaeConfig config = parameters.config();
    Shapes.require(x, "x", "B D", -1, config.width());
    NDArray h = workspace(SaeKernel.workspaceRows(config.latents(), x.getShape().get(0)));
    NDList top = kernel.call(scope, "encode", x, parameters.tensors(), config.k(), groups, h);
    return new SparseActivations(top.get(0), top.get(1));
  }

  /**
   * The reconstruction {@code Σ activation · W_dec[index] + b_dec}.
   *
   * @param scope owner of the result
   * @param activations {@code [B, K]} float32; entries that are 0 add nothing
   * @param indices {@code [B, K]} int64
   * @return {@code [B, D]} float32
   */
  public NDArray decode(TensorScope scope, NDArray activations, NDArray indices) {
    long batch = activations.getShape().get(0);
    int k = parameters.config().k();
    Shapes.require(activations, "activations", "B K", -1, k);
    Shapes.require(indices, "indices", "B K", batch, k);
    return kernel
        .call(scope, "decode", activations, indices, parameters.tensors(), offsets((int) batch))
        .get(0);
  }

  /** The reconstruction of what {@link #encode} found. */
  public NDArray decode(TensorScope scope, SparseActivations sparse) {
    return decode(scope, sparse.activations(), sparse.indices());
  }

  private NDArray workspace(int rows) {
    if (workspace == null || workspace.getShape().get(0) != rows) {
      replaced(workspace);
      workspace = scope.zeros(rows, parameters.config().latents());
    }
    return workspace;
  }

  private NDArray offsets(int batch) {
    if (offsets == null || offsets.getShape().get(0) != batch) {
      replaced(offsets);
      offsets = scope.longs(SaeKernel.offsets(batch, parameters.config().k()), batch);
    }
    return offsets;
  }

  private static void replaced(NDArray old) {
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
