package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;

/**
 * The exact TopK choice, most of it from bfloat16 products: they name candidates, float32 scores
 * choose among them, and an error bound proves for each token that no other latent can be among its
 * K largest. Tokens without the proof are encoded in float32.
 *
 * <p>For parameters that do not change: the bfloat16 copy of the encoder is made once.
 */
final class CertifiedTopK {

  /** Below this width or number of latents per K, choosing costs more than the product saves. */
  private static final int LEAST_WIDTH = 128;

  private static final int LEAST_LATENTS_PER_K = 128;

  /** Spare candidates are three quarters of K, but no fewer than this. */
  private static final int LEAST_SPARE = 16;

  /** Floats of the differences between weights and their copy that are in memory at a time. */
  private static final int NORM_FLOATS = 1 << 22;

  private final Kernel kernel;
  private final SaeParameters parameters;
  private final int candidates;
  private final long[] widths;
  private final NDArray weights; // [F, E] bfloat16
  private final NDArray norms; // [3] float64
  private final NDArray workspace; // [R, F] bfloat16

  /**
   * Copies the encoder.
   *
   * @param kernel with {@code sae.ts.txt} and {@code encode.ts.txt}
   * @param scope owner of the copy and the workspace
   */
  CertifiedTopK(Kernel kernel, TensorScope scope, SaeParameters parameters) {
    SaeConfig config = parameters.config();
    int latents = config.latents();
    this.kernel = kernel;
    this.parameters = parameters;
    this.candidates = candidates(latents, config.k());
    this.widths = Bfloat16Choice.widths(latents, candidates);
    this.weights = zeros(scope, latents, Bfloat16Choice.elements(config.width()));
    NDArray encoder = parameters.encoderWeight();
    NDArray bias = parameters.encoderBias();
    try (TensorScope temporary = scope.child()) {
      kernel.call(temporary, "low_precision", encoder, bias, weights);
    }
    int rows = Math.max(1, NORM_FLOATS / config.width());
    this.norms = kernel.call(scope, "largest_norms", encoder, bias, weights, rows).get(0);
    this.workspace = zeros(scope, Bfloat16Choice.workspaceRows(latents), latents);
  }

  /**
   * Whether it is faster than float32, and proved: on GPUs sums of bfloat16 products may be rounded
   * more coarsely than the bound assumes.
   */
  static boolean suits(TensorRuntime runtime, SaeConfig config) {
    return config.architecture() instanceof Architecture.TopK
        && config.width() >= LEAST_WIDTH
        && config.latents() >= LEAST_LATENTS_PER_K * (long) config.k()
        && runtime.device().equals("cpu")
        && runtime.hasFastBfloat16();
  }

  private static int candidates(int latents, int k) {
    return Math.min(latents, k + Math.max(LEAST_SPARE, k / 4 * 3));
  }

  private NDArray zeros(TensorScope owner, long rows, long columns) {
    return kernel
        .call(owner, "low_precision_zeros", parameters.decoderBias(), rows, columns)
        .get(0);
  }

  /**
   * Encodes.
   *
   * @param scope owner of the result
   * @param x {@code [B, D]}
   * @param groups of the two-stage choice in float32, see {@link SaeKernel#groups}
   * @param exact workspace of float32, {@code [*, F]}
   * @return activations {@code [B, K]} in descending order, latents {@code [B, K]}, and which
   *     tokens were certain {@code [B]}
   */
  NDList encode(TensorScope scope, NDArray x, int groups, NDArray exact) {
    return kernel.call(
        scope,
        "encode_certified",
        x,
        parameters.tensors(),
        parameters.config().k(),
        groups,
        widths,
        candidates,
        weights,
        norms,
        workspace,
        exact);
  }
}
