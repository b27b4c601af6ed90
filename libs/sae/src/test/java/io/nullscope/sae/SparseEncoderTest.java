package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SparseEncoderTest {

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @ParameterizedTest(name = "D {0}, F {1}, k {2}, B {3}")
  @CsvSource({
    "5, 12, 3, 7", // one stage
    "5, 12, 12, 7", // k = F
    "3, 1, 1, 4",
    "16, 2048, 16, 9", // two stages
    "8, 4096, 8, 300", // two stages, several rounds through the workspace
    "8, 1000, 4, 20", // not a power of two
  })
  void agreesWithTheOracle(int width, int latents, int k, int batch) {
    SaeConfig config = SaeConfig.topK(width, latents, k);
    float[] values = Samples.gaussian(1, batch * width);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      NaiveSae.Forward expected = new NaiveSae(parameters).forward(NaiveSae.rows(values, width));

      SparseActivations sparse = encoder.encode(scope, scope.floats(values, batch, width));
      NDArray decoded = encoder.decode(scope, sparse);

      assertClose(sparse.values(), NaiveSae.flat(expected.activations()), 1e-5);
      assertClose(decoded, NaiveSae.flat(expected.reconstruction()), 1e-4);
      assertThat(sparse.offsets().toLongArray()).hasSize(batch + 1).endsWith((long) batch * k);
      assertActiveIndices(sparse, expected);
    }
  }

  private static void assertActiveIndices(SparseActivations sparse, NaiveSae.Forward expected) {
    long[] indices = sparse.latents().toLongArray();
    float[] activations = sparse.values().toFloatArray();
    for (int i = 0; i < indices.length; i++) {
      int k = expected.indices()[0].length;
      if (activations[i] > 0) {
        assertThat(indices[i]).isEqualTo(expected.indices()[i / k][i % k]);
      }
    }
  }

  @ParameterizedTest(name = "F {0}, k {1}: groups {2}")
  @CsvSource({
    "2048, 16, 256",
    "32768, 32, 2048",
    "131072, 32, 4096",
    "12, 3, 0",
    "1000, 4, 0",
    "64, 64, 0",
    "256, 32, 0"
  })
  void twoStagesAreUsedWhereTheyPay(int latents, int k, int groups) {
    assertThat(SaeKernel.groups(latents, k)).isEqualTo(groups);
  }

  @ParameterizedTest(name = "F {0}")
  @CsvSource({"12", "2048"})
  void ofEqualActivationsKDifferentOnesAreChosen(int latents) {
    SaeConfig config = SaeConfig.topK(4, latents, 4);
    float[] bias = new float[latents];
    Arrays.fill(bias, 2);
    try (SaeParameters parameters = withBias(SaeParameters.zeros(runtime, config), bias);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      NDArray x = scope.zeros(2, 4);
      SparseActivations sparse = encoder.encode(scope, x);
      SparseActivations again = encoder.encode(scope, x);

      assertThat(sparse.values().toFloatArray()).containsOnly(2);
      long[] indices = sparse.latents().toLongArray();
      assertThat(Arrays.copyOf(indices, 4)).doesNotHaveDuplicates();
      assertThat(Arrays.stream(indices).boxed()).allMatch(i -> i >= 0 && i < latents);
      assertThat(again.latents().toLongArray()).containsExactly(indices);
    }
  }

  @Test
  void negativePreActivationsGiveZerosAndTheDecoderBias() {
    SaeConfig config = SaeConfig.topK(3, 2048, 16);
    float[] decoderBias = {1, -2, 3};
    float[] bias = new float[2048];
    Arrays.fill(bias, -100);
    try (SaeParameters parameters =
            withBias(
                SaeParameters.initialise(runtime, config, Samples.uniform(3), decoderBias), bias);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      SparseActivations sparse = encoder.encode(scope, scope.floats(Samples.gaussian(1, 6), 2, 3));

      assertThat(sparse.values().toFloatArray()).containsOnly(0);
      assertThat(encoder.decode(scope, sparse).toFloatArray()).containsExactly(1, -2, 3, 1, -2, 3);
    }
  }

  @Test
  void fewerPositiveThanKArePaddedWithZeros() {
    SaeConfig config = SaeConfig.topK(2, 4, 3);
    try (SaeParameters parameters = withBias(SaeParameters.zeros(runtime, config), -1, 5, -1, -2);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      SparseActivations sparse = encoder.encode(scope, scope.zeros(1, 2));

      assertThat(sparse.values().toFloatArray()).containsExactly(5, 0, 0);
      assertThat(sparse.latents().toLongArray()[0]).isEqualTo(1);
    }
  }

  private static SaeParameters withBias(SaeParameters parameters, float... bias) {
    parameters.encoderBias().set(FloatBuffer.wrap(bias));
    return parameters;
  }

  @ParameterizedTest
  @MethodSource("io.nullscope.sae.Architectures#all")
  void everyArchitectureAgreesWithTheOracle(Architecture architecture) {
    float[] values = Samples.sparseMixtures(2, 30, Architectures.D);
    try (SaeParameters parameters = Architectures.parameters(runtime, architecture);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      NaiveObjective naive =
          new NaiveObjective(
              parameters,
              new TrainingConfig(30, 1, 1e-3, 0, 0, 1),
              new boolean[Architectures.F],
              NaiveSae.rows(values, Architectures.D));
      double[][] expected = naive.inference();

      SparseActivations sparse = encoder.encode(scope, scope.floats(values, 30, Architectures.D));

      assertClose(
          encoder.decode(scope, sparse), NaiveSae.flat(naive.reconstruction(expected)), 1e-4);
      float[] found = sparse.values().toFloatArray();
      long[] latents = sparse.latents().toLongArray();
      long[] offsets = sparse.offsets().toLongArray();
      assertThat(offsets).hasSize(31).startsWith(0L).endsWith((long) found.length);
      for (int b = 0; b < 30; b++) {
        double[] dense = new double[Architectures.F];
        for (int i = (int) offsets[b]; i < offsets[b + 1]; i++) {
          dense[(int) latents[i]] += found[i];
        }
        assertThat(dense).containsExactly(expected[b], within(1e-5));
      }
    }
  }

  @Test
  void tokensWithoutAnActiveLatentHaveNoEntries() {
    SaeConfig config = new SaeConfig(Architecture.Relu.DEFAULT, 2, 3);
    try (SaeParameters parameters = SaeParameters.zeros(runtime, config);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      parameters.encoderWeight().set(FloatBuffer.wrap(new float[] {0, 0, 1, 0, 0, 1}));
      parameters.decoderBias().set(FloatBuffer.wrap(new float[] {-1, -2}));
      // x - b_dec: nothing; (4, 0); nothing; (0, 5)
      NDArray x = scope.floats(new float[] {-2, -3, 3, -2, -1, -2, -1, 3}, 4, 2);

      SparseActivations sparse = encoder.encode(scope, x);

      assertThat(sparse.values().toFloatArray()).containsExactly(4, 5);
      assertThat(sparse.latents().toLongArray()).containsExactly(1, 2);
      assertThat(sparse.offsets().toLongArray()).containsExactly(0, 0, 1, 1, 2);
      assertThat(encoder.decode(scope, sparse).toFloatArray())
          .containsExactly(-1, -2, -1, -2, -1, -2, -1, -2);
      SparseActivations nothing = encoder.encode(scope, scope.floats(new float[] {-2, -3}, 1, 2));
      assertThat(nothing.offsets().toLongArray()).containsExactly(0, 0);
      assertThat(encoder.decode(scope, nothing).toFloatArray()).containsExactly(-1, -2);
    }
  }

  @Test
  void aDenseAutoencoderIsEncodedInPartsOfBoundedSize() {
    int latents = 65_536; // half of them active for each token
    SaeConfig config = new SaeConfig(Architecture.Relu.DEFAULT, 2, latents);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      NDArray x = scope.floats(Samples.gaussian(1, 150 * 2), 150, 2);
      List<Integer> firsts = new ArrayList<>();
      List<Float> values = new ArrayList<>();
      encoder.forEachPart(
          x,
          (part, first, rows, sparse) -> {
            firsts.add(first);
            float[] found = sparse.values().toFloatArray();
            assertThat(found.length).isLessThanOrEqualTo(1 << 22).isGreaterThan(1 << 18);
            values.add(found[0]);
          });
      assertThat(firsts).containsExactly(0, 64, 128);
      SparseActivations third = encoder.encode(scope, x.get("128:129"));
      assertThat(values.get(2)).isCloseTo(third.values().getFloat(0), within(1e-6f));
    }
  }

  @Test
  void refusesInputOfAnotherWidth() {
    try (SaeParameters parameters = SaeParameters.zeros(runtime, SaeConfig.topK(2, 4, 3));
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      assertThatThrownBy(() -> encoder.encode(scope, scope.zeros(1, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[B D]");
    }
  }

  static void assertClose(NDArray actual, double[] expected, double tolerance) {
    float[] values = actual.toFloatArray();
    assertThat(values).hasSameSizeAs(expected);
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
    }
  }
}
