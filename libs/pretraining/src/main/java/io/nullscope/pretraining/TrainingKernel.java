package io.nullscope.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.RotaryTable;
import java.util.List;

/** The TorchScript functions of a training, called with the sizes of a model. Thread-safe. */
final class TrainingKernel implements AutoCloseable {

  /**
   * Logits that are made at a time: 4 MiB stay in the cache between product and softmax (a tenth
   * faster than four times as many).
   */
  private static final int LOGITS_AT_ONCE = 1 << 20;

  private final GptNeoXConfig config;
  private final TensorScope scope;
  private final Kernel kernel;
  private final NDArray cosines;
  private final NDArray sines;
  private final long rows;

  TrainingKernel(TensorRuntime runtime, GptNeoXConfig config) {
    if (!config.parallelResidual()) {
      throw new IllegalArgumentException("only models with a parallel residual can be trained");
    }
    this.config = config;
    this.kernel = Kernel.load(runtime, TrainingKernel.class, "training.ts.txt");
    this.scope = runtime.scope();
    RotaryTable table = new RotaryTable(scope, config.rotary());
    table.reach(config.maxContext());
    this.cosines = table.cosines();
    this.sines = table.sines();
    this.rows = Math.max(64, LOGITS_AT_ONCE / config.vocabularySize());
  }

  /**
   * Loss and gradients of some windows.
   *
   * @param out owner of the result
   * @param windows [B][S + 1]
   * @param scale what the sum of the losses is multiplied with before it is differentiated
   * @return the sum of the losses in nats, then the gradient of each weight
   */
  NDList gradients(
      TensorScope out, ModelWeights weights, int[][] windows, double scale, Precision precision) {
    return kernel.call(
        out,
        "gradients",
        weights.tensors(),
        tokens(out, windows),
        cosines,
        sines,
        config.heads(),
        config.normEpsilon(),
        rows,
        scale,
        precision.scalarType());
  }

  /** Sum of the next-token losses of windows [B][S + 1], in nats, computed in float32. */
  double loss(TensorScope parent, ModelWeights weights, int[][] windows) {
    try (TensorScope temporary = parent.child()) {
      return kernel
          .call(
              temporary,
              "loss",
              weights.tensors(),
              tokens(temporary, windows),
              cosines,
              sines,
              config.heads(),
              config.normEpsilon(),
              rows)
          .get(0)
          .toFloatArray()[0];
    }
  }

  /**
   * Sums the gradients of shards in their order and clips them.
   *
   * @param parts the gradients of each shard, one shard after the other
   * @return the norm before clipping, then the gradient of each weight
   */
  NDList combine(TensorScope out, List<NDArray> parts, double clipNorm) {
    return kernel.call(out, "combine", parts, config.parameters().size(), clipNorm);
  }

  /** One AdamW update in place; {@code number} counts from 1. */
  void update(
      TensorScope scope,
      List<NDArray> weights,
      List<NDArray> gradients,
      List<NDArray> first,
      List<NDArray> second,
      long number,
      double rate,
      double weightDecay) {
    kernel.call(
        scope,
        "update",
        weights,
        gradients,
        first,
        second,
        number,
        rate,
        TrainingSettings.FIRST_MOMENT_DECAY,
        TrainingSettings.SECOND_MOMENT_DECAY,
        TrainingSettings.EPSILON,
        weightDecay);
  }

  private static NDArray tokens(TensorScope scope, int[][] windows) {
    int length = windows[0].length;
    long[] flat = new long[windows.length * length];
    for (int row = 0; row < windows.length; row++) {
      for (int column = 0; column < length; column++) {
        flat[row * length + column] = windows[row][column];
      }
    }
    return scope.longs(flat, windows.length, length);
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
