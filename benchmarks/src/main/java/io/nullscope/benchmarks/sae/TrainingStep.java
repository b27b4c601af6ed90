package io.nullscope.benchmarks.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.sae.LearningRateSchedule;
import io.nullscope.sae.Precision;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.TopKTrainer;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.sae.TrainingState;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Time of a TopK training step and the FVU that it reaches, on sums of sparse features, and of its
 * matrix product alone beside the machine's peak; two JSON lines. Arguments: precision, D, F, K, B,
 * steps.
 */
public final class TrainingStep {

  private static final int FEATURES_PER_TOKEN = 16;
  private static final int BATCHES = 4;
  private static final int PEAK_SIZE = 2048;
  private static final int GPU_PEAK_SIZE = 8192;

  /**
   * The encoder product alone, as the step does it, and a square product for the machine's peak.
   * Each returns one entry of its result: reading it is waiting for a GPU.
   */
  private static final String PRODUCTS =
      """
      def uniform(self: __torch__.Kernel, x: Tensor, rows: int, columns: int, type: int) -> Tensor:
        return torch.to(torch.rand_like(torch.new_zeros(x, [rows, columns])), type)

      def encoder(self: __torch__.Kernel, x: Tensor, w: Tensor, h: Tensor) -> Tensor:
        rows = torch.size(h, 0)
        for i in range(torch.size(x, 0) // rows):
          _0 = torch.mm(torch.narrow(x, 0, i * rows, rows), torch.t(w), out=h)
        return torch.to(torch.narrow(torch.view(h, [-1]), 0, 0, 1), 6)

      def square(self: __torch__.Kernel, a: Tensor, out: Tensor) -> Tensor:
        _0 = torch.mm(a, a, out=out)
        return torch.to(torch.narrow(torch.view(out, [-1]), 0, 0, 1), 6)
      """;

  private TrainingStep() {}

  /** Measures. */
  public static void main(String[] arguments) {
    Precision precision = Precision.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int[] sizes = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    SaeConfig config = SaeConfig.topK(sizes[0], sizes[1], sizes[2]);
    int batch = sizes[3];
    int steps = sizes[4];
    double rate = TrainingConfig.defaultLearningRate(config.latents());
    TrainingConfig training = new TrainingConfig(batch, 1, rate, 0, 0, 1_000_000);
    Random random = new Random(1);
    try (TensorRuntime runtime = TensorRuntime.start();
        TensorScope scope = runtime.scope();
        SaeParameters parameters =
            SaeParameters.initialise(
                runtime, config, (from, target) -> fill(random, target), new float[sizes[0]]);
        TrainingState state = TrainingState.fresh(runtime, config, steps);
        TopKTrainer trainer =
            new TopKTrainer(
                parameters,
                state,
                training,
                LearningRateSchedule.of(rate, steps, 0, 0),
                precision)) {
      NDArray[] batches = new NDArray[BATCHES];
      float[] directions = gaussian(new Random(2), 4 * config.width() * config.width());
      for (int i = 0; i < BATCHES; i++) {
        float[] values = mixtures(directions, i, batch, config.width());
        batches[i] = scope.floats(values, batch, config.width());
      }
      double[] seconds = new double[steps];
      double fvu = 0;
      for (int step = 0; step < steps; step++) {
        long start = System.nanoTime();
        fvu = trainer.step(batches[step % BATCHES]).fvu();
        seconds[step] = (System.nanoTime() - start) * 1e-9;
      }
      Arrays.sort(seconds);
      System.out.printf(
          Locale.ROOT,
          "{\"program\": \"nullscope\", \"precision\": \"%s\", \"D\": %d, \"F\": %d, \"K\": %d,"
              + " \"B\": %d, \"steps\": %d, \"best_ms\": %.2f, \"median_ms\": %.2f,"
              + " \"tokens_per_s\": %.0f, \"fvu\": %.6f}%n",
          trainer.precision().id(),
          sizes[0],
          sizes[1],
          sizes[2],
          batch,
          steps,
          seconds[0] * 1e3,
          seconds[steps / 2] * 1e3,
          batch / seconds[steps / 2],
          fvu);
      products(runtime, trainer.precision(), config, batch);
    }
  }

  private static void products(
      TensorRuntime runtime, Precision precision, SaeConfig config, int batch) {
    int type = precision == Precision.BFLOAT16 ? 15 : 6; // the engine's numbers of the types
    int rows = Math.min(batch, 256);
    int size = runtime.device().equals("cpu") ? PEAK_SIZE : GPU_PEAK_SIZE;
    try (TensorScope scope = runtime.scope();
        Kernel kernel = Kernel.compile(runtime, "products", PRODUCTS)) {
      NDArray like = scope.zeros(1);
      NDArray x = uniform(kernel, scope, like, batch, config.width(), type);
      NDArray w = uniform(kernel, scope, like, config.latents(), config.width(), type);
      NDArray h = uniform(kernel, scope, like, rows, config.latents(), type);
      NDArray a = uniform(kernel, scope, like, size, size, type);
      NDArray out = uniform(kernel, scope, like, size, size, type);
      double product = best(() -> kernel.call(scope, "encoder", x, w, h).get(0).toFloatArray());
      double peak = best(() -> kernel.call(scope, "square", a, out).get(0).toFloatArray());
      double operations = 2.0 * batch * config.width() * config.latents();
      System.out.printf(
          Locale.ROOT,
          "{\"product_ms\": %.2f, \"product_gflops\": %.0f, \"peak_gflops\": %.0f}%n",
          product * 1e3,
          operations / product / 1e9,
          2.0 * size * size * size / peak / 1e9);
    }
  }

  private static NDArray uniform(
      Kernel kernel, TensorScope scope, NDArray like, int rows, int columns, int type) {
    return kernel.call(scope, "uniform", like, rows, columns, type).get(0);
  }

  private static double best(Runnable run) {
    double seconds = Double.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      run.run();
      seconds = Math.min(seconds, (System.nanoTime() - start) * 1e-9);
    }
    return seconds;
  }

  private static void fill(Random random, float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = random.nextFloat();
    }
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] mixtures(float[] directions, long seed, int rows, int width) {
    Random random = new Random(seed);
    int features = directions.length / width;
    float[] values = new float[rows * width];
    for (int row = 0; row < rows; row++) {
      for (int n = 0; n < FEATURES_PER_TOKEN; n++) {
        int direction = random.nextInt(features) * width;
        float strength = 1 + random.nextFloat();
        for (int d = 0; d < width; d++) {
          values[row * width + d] += strength * directions[direction + d];
        }
      }
    }
    return values;
  }
}
