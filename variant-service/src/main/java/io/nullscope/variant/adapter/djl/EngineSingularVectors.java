package io.nullscope.variant.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.variant.application.SingularVectors;

/**
 * Singular values, QR decompositions and products in float64 by the tensor engine, which starts
 * with the first matrix: most studies need none. The native memory of one call is about 40 bytes an
 * entry of the matrix, of two calls no more.
 */
public final class EngineSingularVectors implements SingularVectors {

  private TensorRuntime runtime;
  private Kernel kernel;

  @Override
  public synchronized float[] replace(
      float[] matrix, int rows, int columns, float[] left, float[] right) {
    int rank = Math.min(rows, columns);
    start();
    try (TensorScope scope = runtime.scope()) {
      NDArray replaced =
          kernel
              .call(
                  scope,
                  "replace",
                  scope.floats(matrix, rows, columns),
                  scope.floats(left, rows, rank),
                  scope.floats(right, columns, rank))
              .get(0);
      return replaced.toFloatArray();
    }
  }

  private void start() {
    if (kernel == null) {
      runtime = TensorRuntime.start();
      kernel = Kernel.load(runtime, EngineSingularVectors.class, "singular_vectors.ts.txt");
    }
  }
}
