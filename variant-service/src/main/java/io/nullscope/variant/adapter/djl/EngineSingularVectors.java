package io.nullscope.variant.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.study.RandomStream;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.variant.application.SingularVectors;

/**
 * Singular values, QR decompositions and products in float64 by the tensor engine, which starts
 * with the first matrix: most studies need none.
 */
public final class EngineSingularVectors implements SingularVectors {

  private TensorRuntime runtime;
  private Kernel kernel;

  @Override
  public synchronized void replace(
      float[] matrix, int rows, int columns, RandomStream left, RandomStream right) {
    start();
    int rank = Math.min(rows, columns);
    try (TensorScope scope = runtime.scope()) {
      NDArray replaced =
          kernel
              .call(
                  scope,
                  "replace",
                  scope.floats(
                      (from, values) ->
                          System.arraycopy(matrix, (int) from, values, 0, values.length),
                      rows,
                      columns),
                  gaussian(scope, left, rows, rank),
                  gaussian(scope, right, columns, rank))
              .get(0);
      scope.read(
          replaced,
          (from, values) -> System.arraycopy(values, 0, matrix, (int) from, values.length));
    }
  }

  private static NDArray gaussian(TensorScope scope, RandomStream stream, int rows, int columns) {
    return scope.floats((from, values) -> stream.fillGaussian(from, values, 0, 1), rows, columns);
  }

  private void start() {
    if (kernel == null) {
      runtime = TensorRuntime.start();
      kernel = Kernel.load(runtime, EngineSingularVectors.class, "singular_vectors.ts.txt");
    }
  }
}
