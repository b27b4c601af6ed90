package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorScope;
import java.util.Arrays;

/**
 * Pre-activations in bfloat16 name a few candidates more than are needed; among them the largest
 * float32 pre-activations are chosen. A latent can be missed only when at least as many others as
 * there are spare candidates come within bfloat16's error of it.
 *
 * <p>The encoder bias is two more columns of the weights (its bfloat16 value and the rest) that
 * meet ones in the input: a product without a bias is a sixth faster than one with it.
 */
final class Bfloat16Choice implements LatentChoice {

  /** Spare candidates are a quarter of K, but no fewer than this. */
  private static final int LEAST_SPARE = 8;

  /** Elements of a low-precision row are a multiple of this: one vector register. */
  private static final int ALIGNMENT = 32;

  /** Elements of the pre-activation workspace: 16 MiB. */
  private static final int WORKSPACE_ELEMENTS = 1 << 23;

  /** Columns of one level of the choice per column of the next one. */
  private static final int FAN = 8;

  private final Kernel kernel;
  private final SaeParameters parameters;
  private final int candidates;
  private final long[] widths;
  private final int elements; // E
  private final NDArray weights; // [F, E] bfloat16
  private NDArray input; // [B, E] bfloat16
  private NDArray workspace; // [R, F] bfloat16

  /**
   * Reads the parameters' present values at each step.
   *
   * @param scope owner of the low-precision copy
   */
  Bfloat16Choice(Kernel kernel, TensorScope scope, SaeParameters parameters) {
    SaeConfig config = parameters.config();
    this.kernel = kernel;
    this.parameters = parameters;
    this.candidates = candidates(config.latents(), config.k());
    this.widths = widths(config.latents(), candidates);
    this.elements = elements(config.width());
    this.weights = zeros(scope, config.latents(), elements);
  }

  /** E: a row of D weights with both parts of its bias. */
  static int elements(int width) {
    return (width + 2 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** R: rows whose pre-activations are computed at a time. */
  static int workspaceRows(int latents) {
    return Math.max(1, WORKSPACE_ELEMENTS / latents);
  }

  static int candidates(int latents, int k) {
    return Math.min(latents, k + Math.max(LEAST_SPARE, k / 4));
  }

  /**
   * Columns of the levels above the pre-activations: an eighth of the level below, as long as that
   * divides it and leaves at least twice as many columns as there are candidates.
   */
  static long[] widths(int latents, int candidates) {
    long[] widths = new long[Integer.SIZE];
    int count = 0;
    int columns = latents;
    while (columns % FAN == 0 && columns / FAN >= 2 * candidates) {
      columns /= FAN;
      widths[count++] = columns;
    }
    return Arrays.copyOf(widths, count);
  }

  @Override
  public Precision precision() {
    return Precision.BFLOAT16;
  }

  @Override
  public void prepare(TensorScope batchScope, long batch) {
    int latents = parameters.config().latents();
    long rows = Math.min(batch, workspaceRows(latents));
    input = zeros(batchScope, batch, elements);
    workspace = zeros(batchScope, rows, latents);
  }

  private NDArray zeros(TensorScope owner, long rows, long columns) {
    return kernel
        .call(owner, "low_precision_zeros", parameters.decoderBias(), rows, columns)
        .get(0);
  }

  @Override
  public NDList evaluate(TensorScope temporary, NDArray x, NDArray offsets) {
    kernel.call(
        temporary, "low_precision", parameters.encoderWeight(), parameters.encoderBias(), weights);
    return kernel.call(
        temporary,
        "evaluate_bfloat16",
        x,
        parameters.tensors(),
        parameters.config().k(),
        candidates,
        widths,
        input,
        weights,
        workspace,
        offsets);
  }
}
