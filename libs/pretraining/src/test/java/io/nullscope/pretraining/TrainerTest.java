package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private static final int LENGTH = Samples.SIZE.context() + 1;
  private static final int BATCH = 20; // three shards, the last one smaller
  private static final double RATE = 1e-2;

  private static TensorRuntime runtime;
  private static TrainingKernel kernel;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    kernel = new TrainingKernel(runtime, Samples.SIZE.config());
  }

  @AfterAll
  static void stop() {
    kernel.close();
    runtime.close();
  }

  @Test
  void clipsAndUpdatesAsTheNaiveOptimiserDoes() {
    try (TrainingState state = fresh();
        Trainer trainer = trainer(state, Precision.F32, 10, 1)) {
      List<NaiveAdamW> expected =
          state.weights().tensors().stream().map(w -> new NaiveAdamW(w.toFloatArray())).toList();
      LearningRateSchedule schedule = new LearningRateSchedule(RATE, 10);
      for (int step = 0; step < 3; step++) {
        // Equal windows pull in one direction, so that the gradient is large.
        int[][] windows = new int[BATCH][];
        Arrays.fill(windows, Samples.windows(1, LENGTH, step)[0]);
        List<double[]> gradients = gradients(state, windows);
        double norm = Math.sqrt(gradients.stream().mapToDouble(TrainerTest::squares).sum());
        assertThat(norm).as("the case is one for clipping").isGreaterThan(1);
        for (int i = 0; i < expected.size(); i++) {
          double[] clipped = gradients.get(i);
          for (int j = 0; j < clipped.length; j++) {
            clipped[j] /= norm;
          }
          double decay = isMatrix(state.weights().parameters().get(i)) ? 0.01 : 0;
          expected.get(i).step(clipped, schedule.rate(step), decay);
        }
        assertThat(trainer.step(windows).gradientNorm()).isEqualTo(norm, within(1e-4 * norm));
      }
      for (int i = 0; i < expected.size(); i++) {
        String name = state.weights().parameters().get(i).name();
        check(name, state.firstMoments(), i, expected.get(i).firstMoments(), 1e-6);
        check(name, state.secondMoments(), i, expected.get(i).secondMoments(), 1e-7);
        check(name, state.weights(), i, expected.get(i).weights(), 3e-4);
      }
    }
  }

  @Test
  void smallGradientsAreNotClipped() {
    try (TensorScope scope = runtime.scope()) {
      List<NDArray> parts = new ArrayList<>();
      for (ParameterSpec parameter : Samples.SIZE.config().parameters()) {
        parts.add(scope.zeros(parameter.shape()));
      }
      parts.set(1, scope.floats(new float[32], 32));
      float[] values = new float[32];
      values[0] = 0.3f;
      values[5] = -0.4f;
      parts.set(2, scope.floats(values, 32));
      NDList combined = kernel.combine(scope, parts, 1.0);
      assertThat(combined.get(0).toFloatArray()[0]).isEqualTo(0.5f, within(1e-6f));
      assertThat(combined.get(3).toFloatArray()).isEqualTo(values);
    }
  }

  @Test
  void learnsARepeatedText() {
    for (Precision precision : Precision.values()) {
      try (TrainingState state = fresh();
          Trainer trainer = trainer(state, precision, 60, 1)) {
        int[][] windows = new int[8][];
        for (int i = 0; i < windows.length; i++) {
          windows[i] = Samples.windows(1, LENGTH, 0)[0];
        }
        double first = trainer.step(windows).loss();
        for (int step = 1; step < 60; step++) {
          trainer.step(windows);
        }
        assertThat(first).as("near ln 257 = 5.55").isBetween(5.3, 6.5);
        assertThat(state.history().recentLoss(1)).as(precision.name()).isLessThan(0.2);
      }
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    assertThat(numbersAfterThreeSteps(3))
        .usingRecursiveComparison()
        .isEqualTo(numbersAfterThreeSteps(1));
  }

  @Test
  void aLossThatIsNoNumberEndsTheTraining() {
    float[] broken = {Float.NaN};
    try (TrainingState state = fresh();
        Trainer trainer = trainer(state, Precision.F32, 10, 1);
        TensorScope scope = runtime.scope()) {
      NDArray bias = state.weights().tensors().get(2);
      bias.set(new NDIndex(0), scope.floats(broken, 1).get(0));
      assertThatThrownBy(() -> trainer.step(Samples.windows(BATCH, LENGTH, 0)))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("step 0");
      assertThat(state.steps()).isZero();
    }
  }

  private static Map<String, float[]> numbersAfterThreeSteps(int threads) {
    try (TrainingState state = fresh();
        Trainer trainer = trainer(state, Precision.BF16, 10, threads)) {
      for (int step = 0; step < 3; step++) {
        trainer.step(Samples.windows(BATCH, LENGTH, step));
      }
      return Samples.numbers(state);
    }
  }

  private static TrainingState fresh() {
    return TrainingState.fresh(runtime, Samples.SIZE.config(), Samples.SEED);
  }

  private static Trainer trainer(TrainingState state, Precision precision, int steps, int threads) {
    TrainingSettings settings =
        new TrainingSettings((long) steps * BATCH * 12, BATCH, RATE, precision, 1);
    return new Trainer(
        runtime, kernel, state, settings, new LearningRateSchedule(RATE, steps), threads);
  }

  /** Of the whole batch at once, which the trainer computes in shards. */
  private static List<double[]> gradients(TrainingState state, int[][] windows) {
    try (TensorScope scope = runtime.scope()) {
      double scale = 1.0 / (windows.length * (LENGTH - 1));
      NDList found = kernel.gradients(scope, state.weights(), windows, scale, Precision.F32);
      List<double[]> gradients = new ArrayList<>();
      for (NDArray gradient : found.subList(1, found.size())) {
        float[] narrow = gradient.toFloatArray();
        double[] wide = new double[narrow.length];
        for (int i = 0; i < wide.length; i++) {
          wide[i] = narrow[i];
        }
        gradients.add(wide);
      }
      return gradients;
    }
  }

  private static boolean isMatrix(ParameterSpec parameter) {
    return parameter.shape().length == 2;
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  private static void check(
      String name, ModelWeights found, int tensor, double[] expected, double tolerance) {
    float[] values = found.tensors().get(tensor).toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertThat((double) values[i])
          .as("%s[%d]", name, i)
          .isEqualTo(expected[i], within(tolerance));
    }
  }
}
