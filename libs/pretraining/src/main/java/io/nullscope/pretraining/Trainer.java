package io.nullscope.pretraining;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

/**
 * One training step: loss and gradients of a batch, clipping, AdamW.
 *
 * <p>A batch is cut into shards of {@value #SHARD_WINDOWS} windows. Each is the work of one thread,
 * and their gradients are summed in the order of the shards, so the weights do not depend on the
 * number of threads, as long as the engine itself uses one thread a call.
 */
final class Trainer implements AutoCloseable {

  /** Enough rows for fast products, few enough for the cache; half or a quarter is not faster. */
  static final int SHARD_WINDOWS = 8;

  private final TensorRuntime runtime;
  private final TrainingKernel kernel;
  private final TrainingState state;
  private final TrainingSettings settings;
  private final LearningRateSchedule schedule;
  private final Workers workers;
  private final List<Integer> decayed = new ArrayList<>();
  private final List<Integer> rest = new ArrayList<>();

  /**
   * A trainer that updates the state in place.
   *
   * @param threads shards that are computed at the same time
   */
  Trainer(
      TensorRuntime runtime,
      TrainingKernel kernel,
      TrainingState state,
      TrainingSettings settings,
      LearningRateSchedule schedule,
      int threads) {
    this.runtime = runtime;
    this.kernel = kernel;
    this.state = state;
    this.settings = settings;
    this.schedule = schedule;
    this.workers = new Workers(threads);
    List<ParameterSpec> parameters = state.weights().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      (isDecayed(parameters.get(i)) ? decayed : rest).add(i);
    }
  }

  /** Weight decay is for matrices and embeddings, not for norms and biases, as in GPT-NeoX. */
  private static boolean isDecayed(ParameterSpec parameter) {
    return !parameter.role().isNorm() && parameter.role() != TensorRole.BIAS;
  }

  /**
   * Trains on one batch.
   *
   * @param windows [B][S + 1]
   * @throws TrainingDivergedException when the loss is not finite; the state is then unchanged
   */
  StepResult step(int[][] windows) {
    double scale = 1.0 / ((double) windows.length * (windows[0].length - 1));
    List<Future<NDList>> shards = new ArrayList<>();
    try (TensorScope scope = runtime.scope()) {
      for (int from = 0; from < windows.length; from += SHARD_WINDOWS) {
        int to = Math.min(windows.length, from + SHARD_WINDOWS);
        int[][] shard = Arrays.copyOfRange(windows, from, to);
        TensorScope own = scope.child();
        shards.add(
            workers.submit(
                () -> kernel.gradients(own, state.weights(), shard, scale, settings.precision())));
      }
      double loss = 0;
      List<NDArray> parts = new ArrayList<>();
      for (NDList found : Workers.results(shards)) {
        loss += found.get(0).toFloatArray()[0];
        parts.addAll(found.subList(1, found.size()));
      }
      loss *= scale;
      if (!Double.isFinite(loss)) {
        throw new TrainingDivergedException(state.steps(), loss);
      }
      NDList combined = kernel.combine(scope, parts, TrainingSettings.CLIP_NORM);
      List<NDArray> gradients = combined.subList(1, combined.size());
      double rate = schedule.rate(state.steps());
      update(scope, decayed, gradients, rate, TrainingSettings.WEIGHT_DECAY);
      update(scope, rest, gradients, rate, 0);
      StepResult done = new StepResult(loss, combined.get(0).toFloatArray()[0]);
      state.stepped(done);
      return done;
    }
  }

  private void update(
      TensorScope scope,
      List<Integer> which,
      List<NDArray> gradients,
      double rate,
      double weightDecay) {
    kernel.update(
        scope,
        which.stream().map(state.weights().tensors()::get).toList(),
        which.stream().map(gradients::get).toList(),
        which.stream().map(state.firstMoments().tensors()::get).toList(),
        which.stream().map(state.secondMoments().tensors()::get).toList(),
        state.steps() + 1,
        rate,
        weightDecay);
  }

  @Override
  public void close() {
    workers.close();
  }
}
