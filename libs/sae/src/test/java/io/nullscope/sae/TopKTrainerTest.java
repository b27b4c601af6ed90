package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopKTrainerTest {

  private static final TrainingConfig TRAINING = new TrainingConfig(32, 1, 1e-3, 0, 0, 100);

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @ParameterizedTest(name = "{0}, D {1}, F {2}, k {3}, B {4}")
  @CsvSource({
    "FLOAT32, 6, 20, 3, 11",
    "FLOAT32, 6, 20, 20, 11", // k = F
    "FLOAT32, 6, 20, 3, 1000", // latents with many tokens
    "FLOAT32, 4, 2048, 16, 30", // two-stage choice, latents without tokens
    "FLOAT32, 4, 4096, 8, 300", // several rounds through the workspace
    "FLOAT32, 1000, 2500, 3, 5", // several chunks of latents, the last one smaller
    "BFLOAT16, 6, 20, 3, 11",
    "BFLOAT16, 6, 20, 20, 11",
    "BFLOAT16, 6, 20, 3, 1000",
    "BFLOAT16, 40, 2048, 16, 30",
    "BFLOAT16, 40, 16384, 8, 520",
    "BFLOAT16, 1000, 2500, 3, 5",
  })
  void lossAndGradientsAgreeWithTheOracle(
      Precision precision, int width, int latents, int k, int batch) {
    SaeConfig config = SaeConfig.topK(width, latents, k);
    float[] values = Samples.gaussian(1, batch * width);
    double[][] x = NaiveSae.rows(values, width);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        TensorScope scope = runtime.scope()) {
      NaiveSae naive = new NaiveSae(parameters);
      NaiveSae.Tensors expected = naive.gradients(x);
      naive.project(expected);

      try (TrainingState state = TrainingState.fresh(runtime, config, 1);
          TopKTrainer trainer =
              new TopKTrainer(
                  parameters, state, TRAINING, LearningRateSchedule.of(1e-3, 1, 0, 0), precision)) {
        StepResult actual = trainer.step(scope.floats(values, batch, width));
        List<NDArray> moments = state.firstMoments();

        assertThat(trainer.precision()).isEqualTo(precision);
        assertThat(actual.fvu()).isCloseTo(naive.forward(x).fvu(), within(1e-5));
        assertThat(actual.l0()).isCloseTo(l0(naive, x), within(1e-5));
        // After the first step the first moment is a tenth of the gradient.
        assertTenth(moments.get(0), NaiveSae.flat(expected.encoder()));
        assertTenth(moments.get(1), expected.encoderBias());
        assertTenth(moments.get(2), NaiveSae.flat(expected.decoder()));
        assertTenth(moments.get(3), expected.decoderBias());
      }
    }
  }

  private static void assertTenth(NDArray moment, double[] gradient) {
    SparseEncoderTest.assertClose(
        moment, Arrays.stream(gradient).map(g -> 0.1 * g).toArray(), 1e-6);
  }

  private static double l0(NaiveSae naive, double[][] x) {
    return Arrays.stream(NaiveSae.flat(naive.forward(x).activations())).filter(a -> a > 0).count()
        / (double) x.length;
  }

  @Test
  void stepsAgreeWithTheOracle() {
    SaeConfig config = SaeConfig.topK(6, 20, 3);
    try (Fixture fixture = new Fixture(config, TRAINING, 12)) {
      NaiveSae naive = new NaiveSae(fixture.parameters);
      NaiveSae.Tensors first = NaiveSae.Tensors.zeros(20, 6);
      NaiveSae.Tensors second = NaiveSae.Tensors.zeros(20, 6);
      for (int step = 0; step < 12; step++) {
        int batch = 20 + step; // no batch like the one before
        float[] x = Samples.sparseMixtures(step, batch, 6);

        StepResult result = fixture.step(x);

        double fvu = naive.step(NaiveSae.rows(x, 6), first, second, step + 1, 1e-3);
        assertThat(result.fvu()).isCloseTo(fvu, within(1e-5));
      }
      double[] expected = naive.parameters();
      float[] actual = fixture.allParameters();
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(2e-5));
      }
    }
  }

  @Test
  void allParametersMoveTheLossFallsAndDecoderRowsStayUnit() {
    SaeConfig config = SaeConfig.topK(16, 64, 4);
    try (Fixture fixture = new Fixture(config, TRAINING, 400)) {
      float[][] before = fixture.copies();
      StepResult first = fixture.step(Samples.sparseMixtures(0, 32, 16));
      float[][] after = fixture.copies();
      for (int i = 0; i < before.length; i++) {
        assertThat(after[i]).as(fixture.parameters.names().get(i)).isNotEqualTo(before[i]);
      }

      StepResult last = first;
      for (int step = 1; step < 400; step++) {
        last = fixture.step(Samples.sparseMixtures(step, 32, 16));
        assertThat(last.l0()).isLessThanOrEqualTo(4);
      }

      assertThat(last.fvu()).isLessThan(first.fvu() / 2);
      for (double[] row : new NaiveSae(fixture.parameters).decoder) {
        assertThat(Math.sqrt(Arrays.stream(row).map(w -> w * w).sum())).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void aLatentThatNeverFiresStaysAsItIsAndCountsAsDead() {
    SaeConfig config = SaeConfig.topK(6, 5, 2);
    try (Fixture fixture = new Fixture(config, TRAINING, 10)) {
      float[] bias = fixture.parameters.encoderBias().toFloatArray();
      bias[3] = -1000;
      fixture.parameters.encoderBias().set(FloatBuffer.wrap(bias));
      float[] encoder = row(fixture.parameters.encoderWeight(), 3);
      float[] decoder = row(fixture.parameters.decoderWeight(), 3);

      fixture.step(Samples.gaussian(1, 50 * 6));
      StepResult atThreshold = fixture.step(Samples.gaussian(2, 50 * 6));
      StepResult above = fixture.step(Samples.gaussian(3, 6));

      assertThat(fixture.state.tokensSinceFired()[3]).isEqualTo(101);
      assertThat(atThreshold.deadFraction()).isZero();
      assertThat(above.deadFraction()).isCloseTo(0.2, within(1e-6));
      assertThat(row(fixture.parameters.encoderWeight(), 3)).containsExactly(encoder);
      assertThat(row(fixture.parameters.decoderWeight(), 3))
          .containsExactly(decoder, within(1e-6f)); // renormalised
    }
  }

  @Test
  void aSelectedZeroNeverFiresAndPassesNoGradient() {
    SaeConfig config = SaeConfig.topK(4, 6, 6);
    try (Fixture fixture = new Fixture(config, TRAINING, 2)) {
      fixture
          .parameters
          .encoderBias()
          .set(FloatBuffer.wrap(new float[] {-99, -99, -99, -99, -99, -99}));
      float[][] before = fixture.copies();

      StepResult result = fixture.step(Samples.gaussian(1, 8 * 4));

      float[][] after = fixture.copies();
      assertThat(result.l0()).isZero();
      assertThat(fixture.state.tokensSinceFired()).containsOnly(8);
      assertThat(after[0]).containsExactly(before[0]);
      assertThat(after[1]).containsExactly(before[1]);
      assertThat(after[3]).isNotEqualTo(before[3]); // only the decoder bias can learn
    }
  }

  @Test
  void aBatchWithoutVarianceKeepsEverythingFinite() {
    try (Fixture fixture = new Fixture(SaeConfig.topK(4, 6, 2), TRAINING, 2)) {
      float[] constant = new float[8 * 4];
      Arrays.fill(constant, 3);
      fixture.step(constant);
      for (float value : fixture.allParameters()) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void clippingScalesTheGradientOfAllParametersTogether() {
    double limit = 1e-3;
    TrainingConfig clipped = new TrainingConfig(32, 1, 1e-3, 0, 0, 100, OptionalDouble.of(limit));
    SaeConfig config = SaeConfig.topK(6, 20, 3);
    float[] x = Samples.gaussian(1, 32 * 6);
    try (Fixture fixture = new Fixture(config, clipped, 2)) {
      NaiveSae naive = new NaiveSae(fixture.parameters);
      NaiveSae.Tensors gradients = naive.gradients(NaiveSae.rows(x, 6));
      naive.project(gradients);
      double norm = Math.sqrt(Arrays.stream(gradients.flat()).map(g -> g * g).sum());
      assertThat(norm).isGreaterThan(limit);

      fixture.step(x);

      // After the first step the first moment is a tenth of the gradient.
      double[] expected =
          Arrays.stream(NaiveSae.flat(gradients.encoder()))
              .map(g -> 0.1 * g * limit / norm)
              .toArray();
      SparseEncoderTest.assertClose(fixture.state.firstMoments().get(0), expected, 1e-8);
    }
  }

  @Test
  void activationsThatAreNotNumbersStopTheTraining() {
    try (Fixture fixture = new Fixture(SaeConfig.topK(4, 6, 2), TRAINING, 2)) {
      float[] x = Samples.gaussian(1, 8 * 4);
      x[5] = Float.NaN;
      assertThatThrownBy(() -> fixture.step(x))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("step 0")
          .hasMessageContaining("NaN");
    }
  }

  @Test
  void fiftyStepsLeaveNothingBehind() {
    try (Fixture fixture = new Fixture(SaeConfig.topK(6, 20, 3), TRAINING, 52)) {
      float[] x = Samples.gaussian(1, 32 * 6);
      fixture.step(x);
      int own = fixture.trainer.liveResources();
      int outer = fixture.scope.liveResources();
      for (int step = 0; step < 50; step++) {
        fixture.step(x);
      }
      assertThat(fixture.trainer.liveResources()).isEqualTo(own);
      assertThat(fixture.scope.liveResources()).isEqualTo(outer);
    }
  }

  @Test
  void refusesAScheduleOfAnotherLength() {
    SaeConfig config = SaeConfig.topK(4, 6, 2);
    try (SaeParameters parameters = Samples.parameters(runtime, config);
        TrainingState state = TrainingState.fresh(runtime, config, 10)) {
      LearningRateSchedule schedule = LearningRateSchedule.of(1e-3, 11, 0, 0);
      assertThatThrownBy(() -> new TopKTrainer(parameters, state, TRAINING, schedule))
          .hasMessageContaining("11 steps")
          .hasMessageContaining("10");
    }
  }

  private static float[] row(NDArray matrix, int row) {
    int width = (int) matrix.getShape().get(1);
    return Arrays.copyOfRange(matrix.toFloatArray(), row * width, (row + 1) * width);
  }

  /** A trainer with parameters and state. */
  private static final class Fixture implements AutoCloseable {

    private final TensorScope scope = runtime.scope();
    private final SaeParameters parameters;
    private final TrainingState state;
    private final TopKTrainer trainer;

    Fixture(SaeConfig config, TrainingConfig training, long steps) {
      parameters = Samples.parameters(runtime, config);
      state = TrainingState.fresh(runtime, config, steps);
      trainer =
          new TopKTrainer(
              parameters,
              state,
              training,
              training.rateShape().schedule(training.learningRate(), steps));
    }

    StepResult step(float[] x) {
      int width = parameters.config().width();
      try (TensorScope child = scope.child()) {
        return trainer.step(child.floats(x, x.length / width, width));
      }
    }

    float[][] copies() {
      return parameters.tensors().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
    }

    float[] allParameters() {
      FloatBuffer all = FloatBuffer.allocate(Arrays.stream(copies()).mapToInt(c -> c.length).sum());
      Arrays.stream(copies()).forEach(all::put);
      return all.array();
    }

    @Override
    public void close() {
      trainer.close();
      state.close();
      parameters.close();
      scope.close();
    }
  }
}
