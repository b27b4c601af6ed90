package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ThresholdMeasurementTest {

  private static final int D = 12;
  private static final int F = 40;
  private static final int ROWS = 60;

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  static Stream<Architecture> architectures() {
    return Stream.of(new Architecture.BatchTopK(3), new Architecture.Matryoshka(3, List.of(8, F)));
  }

  /** Batches of made-up rows. */
  private static final BatchSource BATCHES =
      new BatchSource() {
        @Override
        public int width() {
          return D;
        }

        @Override
        public long rows() {
          return 5 * ROWS;
        }

        @Override
        public NDArray batch(TensorScope scope, long step, int size) {
          return scope.floats(Samples.sparseMixtures((int) step, size, D), size, D);
        }
      };

  /** All pre-activations above 0 of batches 2 to 4, in float64, descending. */
  private static double[] preactivations(SaeParameters parameters) {
    float[] we = parameters.encoderWeight().toFloatArray();
    float[] be = parameters.encoderBias().toFloatArray();
    float[] bd = parameters.decoderBias().toFloatArray();
    double[] all = new double[3 * ROWS * F];
    for (int step = 2; step < 5; step++) {
      float[] x = Samples.sparseMixtures(step, ROWS, D);
      for (int row = 0; row < ROWS; row++) {
        for (int f = 0; f < F; f++) {
          double h = be[f];
          for (int d = 0; d < D; d++) {
            h += we[f * D + d] * ((double) x[row * D + d] - bd[d]);
          }
          all[((step - 2) * ROWS + row) * F + f] = -h;
        }
      }
    }
    Arrays.sort(all);
    return Arrays.stream(all).map(h -> -h).filter(h -> h > 0).toArray();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void exactlyKLatentsOfATokenAreActiveInTheMean(Architecture architecture) {
    SaeConfig config = new SaeConfig(architecture, D, F);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        TensorScope scope = runtime.scope()) {
      ThresholdMeasurement.on(parameters, BATCHES, 2, 5, ROWS);

      double[] descending = preactivations(parameters);
      float threshold = parameters.tensor(ParameterTensor.THRESHOLD).toFloatArray()[0];
      assertThat((double) threshold).isCloseTo(descending[3 * 3 * ROWS], within(1e-5));
      try (SparseEncoder encoder = new SparseEncoder(parameters)) {
        long active = 0;
        for (long step = 2; step < 5; step++) {
          active +=
              encoder.encode(scope, BATCHES.batch(scope, step, ROWS)).values().getShape().get(0);
        }
        assertThat(active / (3.0 * ROWS)).isCloseTo(3, within(0.02));
      }
    }
  }

  @Test
  void withFewerThanKAboveZeroAllOfThemAreActive() {
    SaeConfig config = new SaeConfig(new Architecture.BatchTopK(39), D, F);
    try (SaeParameters parameters = Samples.parameters(runtime, config)) {
      parameters.tensor(ParameterTensor.THRESHOLD).set(FloatBuffer.wrap(new float[] {9}));

      ThresholdMeasurement.on(parameters, BATCHES, 2, 5, ROWS);

      assertThat(parameters.tensor(ParameterTensor.THRESHOLD).toFloatArray()).containsExactly(0);
    }
  }

  @Test
  void otherArchitecturesHaveNothingToMeasure() {
    Architecture jumpRelu = new Architecture.JumpRelu(0.1, 0.1);
    try (SaeParameters parameters = Architectures.parameters(runtime, jumpRelu)) {
      float[] before = parameters.tensor(ParameterTensor.THRESHOLD).toFloatArray();

      ThresholdMeasurement.on(parameters, BATCHES, 2, 5, ROWS);

      assertThat(parameters.tensor(ParameterTensor.THRESHOLD).toFloatArray())
          .containsExactly(before);
    }
  }
}
