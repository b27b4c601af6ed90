package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to the products of the blocks, whichever of them this machine would choose. */
class LinearTest {

  private static final String AVX512 = "linear_avx512.ts.txt";
  private static final int BATCH = 3;
  private static final int LENGTH = 5;
  private static final int IN = 37;
  private static final int OUT = 21;

  @ParameterizedTest
  @ValueSource(strings = {"linear.ts.txt", AVX512})
  void multipliesByTheTransposedWeight(String source) {
    Random random = new Random(1);
    float[] x = values(random, BATCH * LENGTH * IN);
    float[] weight = values(random, OUT * IN);
    float[] bias = values(random, OUT);
    float[] expected = expected(x, weight, bias);
    try (TensorRuntime runtime = TensorRuntime.start()) {
      assumeTrue(!source.equals(AVX512) || runtime.hasAvx512());
      try (TensorScope scope = runtime.scope();
          Kernel kernel = Kernel.load(runtime, LanguageModel.class, source)) {
        NDArray input = scope.floats(x, BATCH, LENGTH, IN);
        NDArray outIn = scope.floats(weight, OUT, IN);
        NDArray seenAsOutIn = scope.transpose(scope.floats(transposed(weight), IN, OUT));
        NDArray added = scope.floats(bias, OUT);
        for (NDArray matrix : new NDArray[] {outIn, seenAsOutIn}) {
          NDArray result = kernel.call(scope, "linear", input, matrix, added).get(0);
          assertThat(result.getShape().getShape()).containsExactly(BATCH, LENGTH, OUT);
          assertThat(result.toFloatArray()).containsExactly(expected, within(1e-5f));
        }
      }
    }
  }

  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] expected(float[] x, float[] weight, float[] bias) {
    float[] result = new float[BATCH * LENGTH * OUT];
    for (int i = 0; i < result.length; i++) {
      int row = i / OUT;
      int column = i % OUT;
      double sum = bias[column];
      for (int j = 0; j < IN; j++) {
        sum += (double) x[row * IN + j] * weight[column * IN + j];
      }
      result[i] = (float) sum;
    }
    return result;
  }

  /** [OUT, IN] as [IN, OUT]. */
  private static float[] transposed(float[] weight) {
    float[] result = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      result[(i % IN) * OUT + i / IN] = weight[i];
    }
    return result;
  }
}
