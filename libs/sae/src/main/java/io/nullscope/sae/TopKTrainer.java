package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.util.stream.LongStream;

/**
 * One training step of a TopK autoencoder, in one kernel call:
 *
 * <pre>
 * loss          FVU = Σ|x - x_hat|² / Σ|x - mean(x)|² over the batch (sparsify's)
 * gradients     by hand, for the selected latents only; none where an activation is 0
 *               g = 2 (x_hat - x) / Σ|x - mean(x)|²                        [B, D]
 *               dh = 1[h &gt; 0] · ⟨g, W_dec[j]⟩                              [B, K]
 *               dW_dec[f] = Σ a g,  dW_enc[f] = Σ dh (x - b_dec),  db_enc[f] = Σ dh
 *               db_dec = Σ g - W_encᵀ db_enc    (added to the output, subtracted from the input)
 * constraint    what of dW_dec lies along the unit rows is taken out before Adam sees it
 * update        Adam, betas 0.9 and 0.999, epsilon 1e-8, on all four parameters
 * constraint    decoder rows back to unit length
 * dead latents  tokens since each latent last had an activation above 0
 * </pre>
 *
 * The same parameters, state and batch give bit-identical results on the same machine with the same
 * number of threads: every sum has a fixed order.
 */
public final class TopKTrainer implements SaeTrainer {

  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final LearningRateSchedule schedule;
  private final Kernel kernel;
  private final TensorScope scope;
  private final int groups;
  private final NDArray latents; // [F] 0 … F - 1
  private TensorScope batchScope;
  private long batch;
  private NDArray workspace; // [R, F]
  private NDArray offsets; // [B] first entry of each token
  private NDArray bags; // [B K] token of each entry

  /**
   * A trainer that updates the parameters and the state in place.
   *
   * @param schedule of as many steps as the state
   */
  public TopKTrainer(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      LearningRateSchedule schedule) {
    if (schedule.totalSteps() != state.totalSteps()) {
      throw new IllegalArgumentException(
          "the schedule has "
              + schedule.totalSteps()
              + " steps, the training state "
              + state.totalSteps());
    }
    int latentCount = parameters.config().latents();
    this.parameters = parameters;
    this.state = state;
    this.training = training;
    this.schedule = schedule;
    this.groups = SaeKernel.groups(latentCount, parameters.config().k());
    this.kernel = SaeKernel.load(parameters.runtime());
    this.scope = parameters.runtime().scope();
    try {
      this.batchScope = scope.child();
      this.latents = scope.longs(LongStream.range(0, latentCount).toArray(), latentCount);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Trains on one batch.
   *
   * @param x {@code [B, D]} float32; usually B is the configured batch size, but any size works
   * @throws TrainingDivergedException when the loss is not finite; parameters and state are then of
   *     no further use
   */
  @Override
  public StepResult step(NDArray x) {
    SaeConfig config = parameters.config();
    Shapes.require(x, "x", "B D", -1, config.width());
    prepare(x.getShape().get(0));
    long step = state.steps();
    double rate = schedule.rate(step);
    float[] numbers;
    try (TensorScope temporary = scope.child()) {
      numbers =
          kernel
              .call(
                  temporary,
                  "step",
                  x,
                  parameters.tensors(),
                  state.firstMoments(),
                  state.secondMoments(),
                  state.tokensSinceFiredArray(),
                  config.k(),
                  groups,
                  workspace,
                  offsets,
                  bags,
                  latents,
                  step + 1,
                  rate,
                  training.deadAfterTokens(),
                  training.gradientClipNorm().orElse(0))
              .get(0)
              .toFloatArray();
    }
    if (!Float.isFinite(numbers[0])) {
      throw new TrainingDivergedException(step, numbers[0]);
    }
    StepResult result = new StepResult(step, rate, numbers[0], numbers[1], numbers[2]);
    state.stepped(result);
    return result;
  }

  private void prepare(long size) {
    if (size == batch) {
      return;
    }
    SaeConfig config = parameters.config();
    batchScope.close();
    batchScope = scope.child();
    batch = size;
    workspace = batchScope.zeros(SaeKernel.workspaceRows(config.latents(), size), config.latents());
    offsets = batchScope.longs(SaeKernel.offsets((int) size, config.k()), size);
    long entries = size * config.k();
    bags =
        batchScope.longs(LongStream.range(0, entries).map(i -> i / config.k()).toArray(), entries);
  }

  /** Native tensors that the trainer itself holds. */
  int liveResources() {
    return scope.liveResources() + batchScope.liveResources();
  }

  @Override
  public void close() {
    scope.close();
    kernel.close();
  }
}
