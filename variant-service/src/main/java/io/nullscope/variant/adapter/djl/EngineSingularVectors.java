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
  public synchronized float[] replace(
      float[] matrix, int rows, int columns, RandomStream left, RandomStream right) {
    start();
    int rank = Math.min(rows, columns);
    try (TensorScope scope = runtime.scope()) {
      return kernel
          .call(
              scope,
              "replace",
              scope.floats(matrix, rows, columns),
              gaussian(scope, left, rows, rank),
              gaussian(scope, right, columns, rank))
          .get(0)
          .toFloatArray();
    }
  }

  private static NDArray gaussian(TensorScope scope, RandomStream stream, int rows, int columns) {
    float[] drawn = new float[Math.multiplyExact(rows, columns)];
    stream.fillGaussian(0, drawn, 0, 1);
    return scope.floats(drawn, rows, columns);
  }

  private void start() {
    if (kernel == null) {
      runtime = TensorRuntime.start();
      kernel = Kernel.load(runtime, EngineSingularVectors.class, "singular_vectors.ts.txt");
    }
  }
}
