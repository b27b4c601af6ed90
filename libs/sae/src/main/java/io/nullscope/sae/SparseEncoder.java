package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.util.Optional;

/**
 * Encodes activations to their active latents, and back. Exact float32, see {@link #encode}; the
 * memory for pre-activations is bounded, whatever the batch.
 */
public final class SparseEncoder implements AutoCloseable {

  /** Entries of one part: 48 MiB of values and latents. */
  private static final int ENTRIES_PER_PART = 1 << 22;

  private final SaeParameters parameters;
  private final Kernel kernel;
  private final TensorScope scope;
  private final int groups;
  private final Optional<CertifiedTopK> certified;
  private NDArray workspace; // [R, F]

  /** What {@link #forEachPart} hands out; called in the order of the rows. */
  @FunctionalInterface
  public interface PartConsumer {

    /**
     * Takes a part.
     *
     * @param part owner of the tensors, closed after the call
     * @param first number of its first row
     * @param x {@code [n, D]} its rows
     * @param sparse their active latents
     */
    void accept(TensorScope part, int first, NDArray x, SparseActivations sparse);
  }

  /**
   * An encoder with the parameters' present values.
   *
   * @param parameters stay open and as they are as long as the encoder is used; not closed with it
   */
  public SparseEncoder(SaeParameters parameters) {
    this.parameters = parameters;
    SaeConfig config = parameters.config();
    this.groups = isTopK() ? SaeKernel.groups(config.latents(), config.k()) : 0;
    this.kernel =
        Kernel.load(parameters.runtime(), SparseEncoder.class, SaeKernel.RESOURCE, "encode.ts.txt");
    TensorScope owner = null;
    try {
      owner = parameters.runtime().scope();
      this.certified =
          CertifiedTopK.suits(parameters.runtime(), config)
              ? Optional.of(new CertifiedTopK(kernel, owner, parameters))
              : Optional.empty();
      this.scope = owner;
    } catch (RuntimeException e) {
      if (owner != null) {
        owner.close();
      }
      kernel.close();
      throw e;
    }
  }

  /**
   * The active latents of each row, as {@link Architecture} defines them. Of activations at the
   * limit of TopK that are equal up to the rounding of a float32 sum any may be chosen, always the
   * same.
   *
   * <p>A dense autoencoder may have most of its latents active, so that the result is as large as
   * {@code [B, F]}: {@link #forEachPart} bounds that.
   *
   * @param scope owner of the result
   * @param x {@code [B, D]} float32, B at least 1
   */
  public SparseActivations encode(TensorScope scope, NDArray x) {
    SaeConfig config = parameters.config();
    Shapes.require(x, "x", "B D", -1, config.width());
    int batch = (int) x.getShape().get(0);
    if (isTopK()) {
      NDArray h = workspace(SaeKernel.workspaceRows(config.latents(), batch));
      NDList top = topK(scope, x, h);
      return new SparseActivations(
          scope.reshape(top.get(0), -1),
          scope.reshape(top.get(1), -1),
          scope.longs(SaeKernel.offsets(batch + 1, config.k()), batch + 1L));
    }
    NDList entries = kernel.call(scope, denseEncoder(), x, parameters.tensors(), workspace(batch));
    return new SparseActivations(entries.get(0), entries.get(1), entries.get(2));
  }

  private NDList topK(TensorScope scope, NDArray x, NDArray h) {
    return certified
        .map(choice -> choice.encode(scope, x, groups, h))
        .orElseGet(
            () ->
                kernel.call(
                    scope, "encode", x, parameters.tensors(), parameters.config().k(), groups, h));
  }

  /**
   * Encodes a batch of any size in parts, so that not only the workspace but also the active
   * latents in memory are bounded, by 2²² however dense the autoencoder is.
   *
   * @param x {@code [B, D]} float32, B at least 1
   */
  public void forEachPart(NDArray x, PartConsumer consumer) {
    int batch = (int) x.getShape().get(0);
    int rows = rowsPerPart();
    for (int first = 0; first < batch; first += rows) {
      try (TensorScope part = scope.child()) {
        int n = Math.min(rows, batch - first);
        NDArray xs = n == batch ? x : kernel.call(part, "rows", x, first, n).get(0);
        consumer.accept(part, first, xs, encode(part, xs));
      }
    }
  }

  /** Rows whose entries, were all possible ones active, are no more than a part may have. */
  int rowsPerPart() {
    SaeConfig config = parameters.config();
    return Math.max(1, ENTRIES_PER_PART / (isTopK() ? config.k() : config.latents()));
  }

  /**
   * The reconstruction {@code Σ value · W_dec[latent] + b_dec} of what {@link #encode} found.
   *
   * @param scope owner of the result
   * @return {@code [B, D]} float32
   */
  public NDArray decode(TensorScope scope, SparseActivations sparse) {
    long entries = sparse.values().getShape().get(0);
    Shapes.require(sparse.values(), "values", "N", -1);
    Shapes.require(sparse.latents(), "latents", "N", entries);
    Shapes.require(sparse.offsets(), "offsets", "B+1", -1);
    return kernel
        .call(
            scope,
            "decode_entries",
            sparse.values(),
            sparse.latents(),
            sparse.offsets(),
            parameters.tensors())
        .get(0);
  }

  private boolean isTopK() {
    return parameters.config().architecture() instanceof Architecture.TopK;
  }

  private String denseEncoder() {
    Architecture architecture = parameters.config().architecture();
    if (architecture instanceof Architecture.Relu) {
      return "encode_relu";
    }
    return architecture instanceof Architecture.Gated ? "encode_gated" : "encode_threshold";
  }

  private NDArray workspace(int rows) {
    if (workspace == null || workspace.getShape().get(0) != rows) {
      if (workspace != null) {
        workspace.close();
      }
      workspace = scope.zeros(rows, parameters.config().latents());
    }
    return workspace;
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
