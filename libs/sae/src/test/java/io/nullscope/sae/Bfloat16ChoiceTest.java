package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bfloat16ChoiceTest {

  private static final int WIDTH = 40;
  private static final int LATENTS = 2048;
  private static final int K = 16;
  private static final int BATCH = 24;

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
  @CsvSource({"1", "1e-20", "1e4", "1e15"})
  void activationsAreTheLargestOnesAtAnyScale(float scale) {
    float[] x = Samples.gaussian(1, BATCH * WIDTH);
    for (int i = 0; i < x.length; i++) {
      x[i] *= scale;
    }
    agreesWithTheOracle(x, Samples.gaussian(3, LATENTS * WIDTH), 1e-4 * Math.max(1, scale));
  }

  @Test
  void zerosAndConstantRowsAndOutlyingElements() {
    float[] x = Samples.gaussian(1, BATCH * WIDTH);
    Arrays.fill(x, 0, WIDTH, 0);
    Arrays.fill(x, WIDTH, 2 * WIDTH, 3);
    for (int row = 2; row < BATCH; row++) {
      x[row * WIDTH + 5] = 100;
    }
    agreesWithTheOracle(x, Samples.gaussian(3, LATENTS * WIDTH), 0.01);
  }

  /** The limit of the method: candidates are then any of those that bfloat16 cannot tell apart. */
  @Test
  void moreEqualLatentsThanCandidates() {
    float[] encoder = Samples.gaussian(3, LATENTS * WIDTH);
    for (int i = 64 * WIDTH; i < encoder.length; i++) {
      encoder[i] = encoder[i % (64 * WIDTH)];
    }
    agreesWithTheOracle(Samples.gaussian(1, BATCH * WIDTH), encoder, 0.25);
  }

  private static void agreesWithTheOracle(float[] values, float[] encoder, double tolerance) {
    SaeConfig config = SaeConfig.topK(WIDTH, LATENTS, K);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        Kernel kernel = SaeKernel.load(runtime);
        TensorScope scope = runtime.scope()) {
      parameters.encoderWeight().set(FloatBuffer.wrap(encoder));
      LatentChoice choice = new Bfloat16Choice(kernel, scope, parameters);
      choice.prepare(scope, BATCH);

      NDList result =
          choice.evaluate(
              scope,
              scope.floats(values, BATCH, WIDTH),
              scope.longs(SaeKernel.offsets(BATCH, K), BATCH));

      NaiveSae.Forward expected = new NaiveSae(parameters).forward(NaiveSae.rows(values, WIDTH));
      float[] activations = result.get(3).toFloatArray();
      long[] latents = result.get(4).toLongArray();
      for (int row = 0; row < BATCH; row++) {
        float[] actual = Arrays.copyOfRange(activations, row * K, (row + 1) * K);
        Arrays.sort(actual);
        for (int i = 0; i < K; i++) {
          assertThat((double) actual[K - 1 - i])
              .isCloseTo(expected.activations()[row][i], within(tolerance));
        }
        assertThat(Arrays.copyOfRange(latents, row * K, (row + 1) * K)).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void levelsAreEighthsThatLeaveRoomForTheCandidates() {
    assertThat(Bfloat16Choice.candidates(32768, 32)).isEqualTo(40);
    assertThat(Bfloat16Choice.candidates(20, 16)).isEqualTo(20);
    assertThat(Bfloat16Choice.widths(32768, 40)).containsExactly(4096, 512);
    assertThat(Bfloat16Choice.widths(2048, 24)).containsExactly(256);
    assertThat(Bfloat16Choice.widths(1001, 24)).isEmpty();
  }

  @Test
  void trainingEndsWithTheSameLossAsInFloat32() {
    double exact = fvuAfterTraining(Precision.FLOAT32);
    double coarse = fvuAfterTraining(Precision.BFLOAT16);

    assertThat(exact).isLessThan(0.5);
    assertThat(coarse).isCloseTo(exact, within(0.01 * exact));
  }

  private static double fvuAfterTraining(Precision precision) {
    int steps = 300;
    SaeConfig config = SaeConfig.topK(32, 256, 8);
    TrainingConfig training = new TrainingConfig(64, 1, 2e-3, 0, 0, 1000);
    double sum = 0;
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        TrainingState state = TrainingState.fresh(runtime, config, steps);
        TopKTrainer trainer =
            new TopKTrainer(
                parameters,
                state,
                training,
                LearningRateSchedule.of(2e-3, steps, 0, 0),
                precision)) {
      for (int step = 0; step < steps; step++) {
        try (TensorScope scope = runtime.scope()) {
          float[] x = Samples.sparseMixtures(step, 64, 32);
          double fvu = trainer.step(scope.floats(x, 64, 32)).fvu();
          sum += step >= steps - 50 ? fvu / 50 : 0;
        }
      }
    }
    return sum;
  }
}
