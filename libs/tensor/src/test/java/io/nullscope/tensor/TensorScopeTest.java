package io.nullscope.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorScopeTest {

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1,
        1000,
        TensorScope.CHUNK_VALUES / 4,
        TensorScope.CHUNK_VALUES / 4 + 1,
        TensorScope.CHUNK_VALUES / 2 + 3
      })
  void fillsAndReadsTensorsInChunks(int rows) {
    float[] values = random(rows * 4);
    AtomicInteger largest = new AtomicInteger();

    try (TensorScope scope = runtime.scope()) {
      NDArray tensor =
          scope.floats(
              (from, chunk) -> {
                largest.accumulateAndGet(chunk.length, Math::max);
                System.arraycopy(values, (int) from, chunk, 0, chunk.length);
              },
              rows,
              4);
      float[] read = new float[values.length];
      scope.read(
          tensor,
          (from, chunk) -> {
            largest.accumulateAndGet(chunk.length, Math::max);
            System.arraycopy(chunk, 0, read, (int) from, chunk.length);
          });

      assertThat(tensor.getShape().getShape()).containsExactly(rows, 4);
      assertThat(Arrays.equals(tensor.toFloatArray(), values)).isTrue();
      assertThat(Arrays.equals(read, values)).isTrue();
      assertThat(largest.get()).isLessThanOrEqualTo(TensorScope.CHUNK_VALUES);
      assertThat(scope.liveResources()).isEqualTo(1);
    }
  }

  @Test
  void passesOnWhyThereAreNoValues() {
    try (TensorScope scope = runtime.scope()) {
      assertThatThrownBy(
              () ->
                  scope.floats(
                      (from, chunk) -> {
                        throw new IOException("cut short");
                      },
                      3))
          .isInstanceOf(IOException.class)
          .hasMessage("cut short");
      assertThat(scope.liveResources()).isZero();
    }
  }

  private static float[] random(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }
}
