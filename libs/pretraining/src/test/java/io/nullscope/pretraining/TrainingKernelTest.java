package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.RotaryTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingKernelTest {

  private static final int ROWS = 3;
  private static final int LENGTH = Samples.SIZE.context() + 1;
  private static final double SCALE = 1.0 / (ROWS * (LENGTH - 1));

  private static TensorRuntime runtime;
  private static ModelWeights weights;
  private static TrainingKernel kernel;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    weights = Samples.weights(runtime);
    kernel = new TrainingKernel(runtime, Samples.SIZE.config());
  }

  @AfterAll
  static void stop() {
    kernel.close();
    weights.close();
    runtime.close();
  }

  @Test
  void lossIsThatOfTheInferenceModel() throws IOException {
    int[][] windows = Samples.windows(ROWS, LENGTH - 1, 1);
    try (LanguageModel model = Samples.inference(runtime, weights);
        TensorScope scope = runtime.scope()) {
      double expected = 0;
      for (float loss : model.crossEntropy(scope, model.tokens(scope, windows)).toFloatArray()) {
        expected += loss;
      }
      int predicted = ROWS * (LENGTH - 2);
      assertThat(kernel.loss(scope, weights, windows) / predicted)
          .isEqualTo(expected / predicted, within(1e-4));
      NDList found = kernel.gradients(scope, weights, windows, SCALE, Precision.F32);
      assertThat(found.get(0).toFloatArray()[0] / predicted)
          .isEqualTo((float) (expected / predicted), within(1e-4f));
    }
  }

  /** The kernel's text in float64, where differences of losses have digits to spare. */
  @Test
  void gradientsAreFiniteDifferences() {
    int[][] windows = Samples.windows(ROWS, LENGTH, 2);
    try (Float64 exact = new Float64(windows)) {
      List<double[]> gradients = exact.gradients();
      for (int tensor = 0; tensor < gradients.size(); tensor++) {
        double[] gradient = gradients.get(tensor);
        // The largest entry, which no sum of small errors can imitate, and some others.
        for (int entry : List.of(largest(gradient), 0, gradient.length / 2, gradient.length - 1)) {
          double expected = exact.difference(tensor, entry);
          assertThat(gradient[entry])
              .as("%s[%d]", weights.parameters().get(tensor).name(), entry)
              .isEqualTo(expected, within(1e-6 * Math.abs(expected) + 1e-10));
        }
      }
    }
  }

  @Test
  void float32GradientsAreThoseOfFloat64() {
    int[][] windows = Samples.windows(ROWS, LENGTH, 3);
    try (Float64 exact = new Float64(windows);
        TensorScope scope = runtime.scope()) {
      NDList found = kernel.gradients(scope, weights, windows, SCALE, Precision.F32);
      List<double[]> expected = exact.gradients();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(error(found.get(i + 1).toFloatArray(), expected.get(i))).isLessThan(1e-5);
      }
    }
  }

  @Test
  void bfloat16GradientsAreClose() {
    int[][] windows = Samples.windows(ROWS, LENGTH, 4);
    try (Float64 exact = new Float64(windows);
        TensorScope scope = runtime.scope()) {
      NDList found = kernel.gradients(scope, weights, windows, SCALE, Precision.BF16);
      List<double[]> expected = exact.gradients();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(error(found.get(i + 1).toFloatArray(), expected.get(i)))
            .as(weights.parameters().get(i).name())
            .isLessThan(0.03);
      }
    }
  }

  /** Norm of the difference relative to the norm of what is expected. */
  private static double error(float[] found, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      norm += expected[i] * expected[i];
    }
    return Math.sqrt(difference / norm);
  }

  private static int largest(double[] values) {
    int at = 0;
    for (int i = 1; i < values.length; i++) {
      if (Math.abs(values[i]) > Math.abs(values[at])) {
        at = i;
      }
    }
    return at;
  }

  /** The weights and the kernel in float64. */
  private static final class Float64 implements AutoCloseable {
    private static final long TYPE = 7;
    private static final double STEP = 1e-5;

    private final Kernel text = Kernel.load(runtime, TrainingKernel.class, "training.ts.txt");
    private final TensorScope scope = runtime.scope();
    private final List<double[]> values = new ArrayList<>();
    private final int[][] windows;
    private final RotaryTable table = new RotaryTable(scope, Samples.SIZE.config().rotary());

    Float64(int[][] windows) {
      this.windows = windows;
      table.reach(Samples.SIZE.context());
      for (NDArray tensor : weights.tensors()) {
        float[] narrow = tensor.toFloatArray();
        double[] wide = new double[narrow.length];
        for (int i = 0; i < wide.length; i++) {
          wide[i] = narrow[i];
        }
        values.add(wide);
      }
    }

    /** Gradients of the mean loss, by the kernel. */
    List<double[]> gradients() {
      try (TensorScope step = runtime.scope()) {
        NDList found = run(step);
        return found.subList(1, found.size()).stream().map(NDArray::toDoubleArray).toList();
      }
    }

    /** The same derivative from two losses. */
    double difference(int tensor, int entry) {
      double before = values.get(tensor)[entry];
      values.get(tensor)[entry] = before + STEP;
      double above = loss();
      values.get(tensor)[entry] = before - STEP;
      double below = loss();
      values.get(tensor)[entry] = before;
      return (above - below) / (2 * STEP);
    }

    private double loss() {
      try (TensorScope step = runtime.scope()) {
        return run(step).get(0).toDoubleArray()[0] * SCALE;
      }
    }

    private NDList run(TensorScope step) {
      List<NDArray> tensors = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        tensors.add(step.doubles(values.get(i), weights.parameters().get(i).shape()));
      }
      long[] flat = new long[ROWS * LENGTH];
      for (int i = 0; i < flat.length; i++) {
        flat[i] = windows[i / LENGTH][i % LENGTH];
      }
      return text.call(
          step,
          "gradients",
          tensors,
          step.longs(flat, ROWS, LENGTH),
          table.cosines(),
          table.sines(),
          Samples.SIZE.heads(),
          Samples.SIZE.config().normEpsilon(),
          7,
          SCALE,
          TYPE);
    }

    @Override
    public void close() {
      scope.close();
      text.close();
    }
  }
}
