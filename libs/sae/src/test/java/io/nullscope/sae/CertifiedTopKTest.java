package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertifiedTopKTest {

  private static final int D = 40;
  private static final int F = 2048;
  private static final int K = 16;
  private static final int B = 24;

  private static TensorRuntime runtime;
  private static Kernel kernel;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    kernel = Kernel.load(runtime, SparseEncoder.class, SaeKernel.RESOURCE, "encode.ts.txt");
  }

  @AfterAll
  static void stop() {
    kernel.close();
    runtime.close();
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 1e-20f, 1e4f, 1e15f})
  void ordinaryTokensAreCertainAtAnyScale(float scale) {
    Case gaussian = Case.gaussian(1, D, F, K, B).scaleInputs(scale);

    assertThat(share(agreesWithFloat32(gaussian))).isGreaterThan(0.8);
  }

  /** Products that bfloat16 cannot tell apart: which ones are candidates is chance. */
  @ParameterizedTest(name = "relative distance {0}")
  @CsvSource({"1e-3", "1e-4", "1e-5"})
  void nearTiesAreNotCertain(float distance) {
    Case tied = Case.gaussian(1, D, F, K, B);
    float[] noise = Samples.gaussian(9, F * D);
    tied.encoder(i -> i % (8 * D), i -> distance * noise[i]);
    Arrays.fill(tied.bias, 0);

    assertThat(share(agreesWithFloat32(tied))).isZero();
  }

  /** A single latent of a huge norm makes the bound useless, not wrong. */
  @Test
  void hugeLatentsAreNotCertain() {
    Case huge = Case.gaussian(1, D, F, K, B);
    for (int d = 0; d < D; d++) {
      huge.encoder[7 * D + d] *= 1e6f;
    }
    assertThat(share(agreesWithFloat32(huge))).isZero();
  }

  @Test
  void valuesBeyondBfloat16AreNotCertain() {
    Case overflowing = Case.gaussian(1, D, F, K, B);
    overflowing.inputs[3] = 3.4e38f; // infinite in bfloat16
    for (int f = 0; f < F; f++) {
      overflowing.encoder[f * D + 3] = 0;
    }
    boolean[] certain = agreesWithFloat32(overflowing);

    assertThat(certain[0]).isFalse();
    assertThat(share(certain)).isGreaterThan(0.8);
  }

  @Test
  void zeroAndConstantTokens() {
    Case constant = Case.gaussian(1, D, F, K, B);
    Arrays.fill(constant.inputs, 0, D, 0);
    Arrays.fill(constant.inputs, D, 3 * D, 3);
    for (int row = 3; row < 8; row++) {
      constant.inputs[row * D + 5] = 1000;
    }
    agreesWithFloat32(constant);

    Arrays.fill(constant.bias, 0);
    assertThat(agreesWithFloat32(constant)[0]).as("all pre-activations equal").isFalse();
  }

  /** Inactive latents mean nothing, so it does not matter which of them are left out. */
  @Test
  void tokensWithFewerThanKActiveLatentsAreCertain() {
    Case negative = Case.gaussian(1, D, F, K, B);
    Arrays.fill(negative.bias, -1000);
    assertThat(share(agreesWithFloat32(negative))).isOne();

    Arrays.fill(negative.bias, 0, K / 2, 1000);
    assertThat(share(agreesWithFloat32(negative))).isOne();
  }

  @Test
  void randomCases() {
    int certain = 0;
    int doubtful = 0;
    for (int seed = 0; seed < 300; seed++) {
      for (boolean sure : agreesWithFloat32(Case.random(seed))) {
        certain += sure ? 1 : 0;
        doubtful += sure ? 0 : 1;
      }
    }
    assertThat(certain).isGreaterThan(300);
    assertThat(doubtful).isGreaterThan(300);
  }

  @Test
  void theEncoderUsesItForLargeTopKAutoencodersOnSuchHardware() {
    boolean fast = runtime.hasFastBfloat16() && runtime.device().equals("cpu");
    assertThat(CertifiedTopK.suits(runtime, SaeConfig.topK(128, 4096, 32))).isEqualTo(fast);
    assertThat(CertifiedTopK.suits(runtime, SaeConfig.topK(64, 4096, 32))).isFalse();
    assertThat(CertifiedTopK.suits(runtime, SaeConfig.topK(128, 2048, 32))).isFalse();
    assertThat(CertifiedTopK.suits(runtime, new SaeConfig(Architecture.Relu.DEFAULT, 128, 65536)))
        .isFalse();

    Case large = Case.gaussian(2, 128, 4096, 32, 300);
    try (SaeParameters parameters = large.parameters();
        SparseEncoder encoder = new SparseEncoder(parameters);
        TensorScope scope = runtime.scope()) {
      SparseActivations sparse = encoder.encode(scope, scope.floats(large.inputs, 300, 128));
      large.check(sparse.values().toFloatArray(), sparse.latents().toLongArray());
    }
  }

  private static double share(boolean[] certain) {
    int sum = 0;
    for (boolean sure : certain) {
      sum += sure ? 1 : 0;
    }
    return sum / (double) certain.length;
  }

  /** Which tokens were certain. */
  private static boolean[] agreesWithFloat32(Case given) {
    try (SaeParameters parameters = given.parameters();
        TensorScope scope = runtime.scope()) {
      CertifiedTopK choice = new CertifiedTopK(kernel, scope, parameters);
      NDArray x = scope.floats(given.inputs, given.batch, given.width);
      NDArray workspace =
          scope.zeros(SaeKernel.workspaceRows(given.latents, given.batch), given.latents);
      int groups = SaeKernel.groups(given.latents, given.k);

      NDList found = choice.encode(scope, x, groups, workspace);
      NDList exact =
          kernel.call(scope, "encode", x, parameters.tensors(), given.k, groups, workspace);

      float[] values = found.get(0).toFloatArray();
      long[] latents = found.get(1).toLongArray();
      given.check(values, latents);
      given.check(exact.get(0).toFloatArray(), exact.get(1).toLongArray());
      return found.get(2).toBooleanArray();
    }
  }

  /** An encoder and inputs; the decoder bias is 0. */
  private static final class Case {

    final int width;
    final int latents;
    final int k;
    final int batch;
    final float[] inputs; // [B, D]
    final float[] encoder; // [F, D]
    final float[] bias; // [F]

    private Case(int width, int latents, int k, int batch) {
      this.width = width;
      this.latents = latents;
      this.k = k;
      this.batch = batch;
      this.inputs = new float[batch * width];
      this.encoder = new float[latents * width];
      this.bias = new float[latents];
    }

    static Case gaussian(long seed, int width, int latents, int k, int batch) {
      Case made = new Case(width, latents, k, batch);
      Random random = new Random(seed);
      made.fill(made.inputs, random);
      made.fill(made.encoder, random);
      made.fill(made.bias, random);
      return made;
    }

    /** Any size, scale of weights and biases, share of copied latents and of tokens along them. */
    static Case random(long seed) {
      Random random = new Random(seed * 0x9E3779B97F4A7C15L); // near seeds begin alike
      int k = 1 + random.nextInt(12);
      int latents = 4 * k + 8 * random.nextInt(60);
      Case made = gaussian(seed, 1 + random.nextInt(48), latents, k, 1 + random.nextInt(12));
      int originals = random.nextBoolean() ? latents : 1 + random.nextInt(latents / 4) / k;
      double distance = Math.pow(10, -6 * random.nextDouble());
      double scale = Math.pow(10, 8 * random.nextDouble() - 4);
      double biases = random.nextBoolean() ? 0 : Math.pow(10, 6 * random.nextDouble() - 3);
      double shift = random.nextBoolean() ? 0 : random.nextGaussian();
      for (int i = 0; i < made.encoder.length; i++) {
        float own = made.encoder[i];
        int original = i % (originals * made.width);
        made.encoder[i] =
            (float) (i == original ? own * scale : made.encoder[original] + distance * scale * own);
      }
      for (int f = 0; f < latents; f++) {
        made.bias[f] = (float) (biases * scale * (made.bias[f] + shift));
      }
      for (int b = 0; b < made.batch; b += 2) {
        int f = random.nextInt(latents);
        for (int d = 0; d < made.width; d++) {
          made.inputs[b * made.width + d] += (float) (made.encoder[f * made.width + d] / scale);
        }
      }
      return made;
    }

    private void fill(float[] target, Random random) {
      for (int i = 0; i < target.length; i++) {
        target[i] = (float) random.nextGaussian();
      }
    }

    Case scaleInputs(float scale) {
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] *= scale;
      }
      return this;
    }

    void encoder(IntUnaryOperator copied, IntToDoubleFunction added) {
      float[] before = encoder.clone();
      for (int i = 0; i < encoder.length; i++) {
        encoder[i] = before[copied.applyAsInt(i)] + (float) added.applyAsDouble(i);
      }
    }

    SaeParameters parameters() {
      SaeParameters parameters = SaeParameters.zeros(runtime, SaeConfig.topK(width, latents, k));
      parameters.encoderWeight().set(FloatBuffer.wrap(encoder));
      parameters.encoderBias().set(FloatBuffer.wrap(bias));
      return parameters;
    }

    /**
     * The K largest in float64, except that latents which the rounding of a float32 sum can swap
     * may be swapped.
     */
    void check(float[] values, long[] chosen) {
      for (int b = 0; b < batch; b++) {
        double[] h = new double[latents];
        double[] rounding = new double[latents];
        for (int f = 0; f < latents; f++) {
          h[f] = bias[f];
          double magnitude = Math.abs(bias[f]);
          for (int d = 0; d < width; d++) {
            double product = (double) inputs[b * width + d] * encoder[f * width + d];
            h[f] += product;
            magnitude += Math.abs(product);
          }
          rounding[f] = (width + 1) * 0x1p-24 * magnitude + 1e-40;
        }
        boolean[] in = new boolean[latents];
        double least = Double.POSITIVE_INFINITY; // of what is certain of the chosen
        double slack = 0;
        for (int i = b * k; i < (b + 1) * k; i++) {
          int f = (int) chosen[i];
          assertThat(in[f]).as("latent %d twice in token %d", f, b).isFalse();
          in[f] = true;
          assertThat((double) values[i]).isCloseTo(Math.max(0, h[f]), within(rounding[f]));
          if (h[f] < least) {
            least = h[f];
            slack = rounding[f];
          }
        }
        for (int f = 0; f < latents; f++) {
          if (!in[f]) {
            assertThat(h[f])
                .as("latent %d of token %d was left out", f, b)
                .isLessThanOrEqualTo(Math.max(0, least) + slack + rounding[f]);
          }
        }
      }
    }
  }
}
