package io.nullscope.sae;

import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;

/** The TorchScript functions of this package and the sizes that they are called with. */
final class SaeKernel {

  /**
   * Floats of the pre-activation workspace: 4 MiB stay in the cache between the product and the
   * choice.
   */
  private static final int WORKSPACE_FLOATS = 1 << 20;

  /** A matrix product over fewer rows than this does not keep the cores busy. */
  private static final int LEAST_WORKSPACE_ROWS = 128;

  static final String RESOURCE = "sae.ts.txt";

  private SaeKernel() {}

  static Kernel load(TensorRuntime runtime) {
    return Kernel.load(runtime, SaeKernel.class, RESOURCE);
  }

  /** R: rows whose pre-activations are computed at a time. */
  static int workspaceRows(int latents, long batch) {
    return (int) Math.min(batch, Math.max(LEAST_WORKSPACE_ROWS, WORKSPACE_FLOATS / latents));
  }

  /**
   * G: number of groups in the two-stage top-k, 0 for one stage. The first stage looks at G maxima,
   * the second at K F / G candidates; the second costs about twice as much per element (gather and
   * choice), so G is the power of two from sqrt(2 K F) upwards. Two stages are worth it when they
   * look at less than half of the row.
   */
  static int groups(int latents, int k) {
    int groups = 1;
    while ((long) groups * groups < 2L * k * latents) {
      groups *= 2;
    }
    boolean divides = latents % groups == 0;
    boolean pays = groups + (long) k * latents / groups <= latents / 2;
    return divides && groups >= k && pays ? groups : 0;
  }

  /** 0, K, 2K, …: where the entries of each token begin. */
  static long[] offsets(int batch, int k) {
    long[] offsets = new long[batch];
    for (int i = 0; i < batch; i++) {
      offsets[i] = (long) i * k;
    }
    return offsets;
  }
}
