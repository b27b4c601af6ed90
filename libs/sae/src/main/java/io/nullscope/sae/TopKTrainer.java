package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.util.List;
import java.util.stream.LongStream;

/**
 * One training step of a TopK autoencoder:
 *
 * <pre>
 * choice        candidates from bfloat16 pre-activations, then the K largest of them in float32; or all in float32
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
 * <p>Gradients and update of the weight matrices go chunk by chunk of latents through the cache:
 * the gradient of a whole matrix is never in memory.
 *
 * <p>The same parameters, state and batch give bit-identical results on the same machine with the
 * same number of threads: every sum has a fixed order.
 */
public final class TopKTrainer implements SaeTrainer {

  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final LearningRateSchedule schedule;
  private final Kernel kernel;
  private final TensorScope scope;
  private final LatentChoice choice;
  private final List<LatentChunk> chunks;
  private final NDArray latents; // [F + 1] 0 … F
  private TensorScope batchScope;
  private long batch;
  private NDArray offsets; // [B] first entry of each token

  /** A trainer that uses bfloat16 where that is faster. */
  public TopKTrainer(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      LearningRateSchedule schedule) {
    this(parameters, state, training, schedule, Precision.AUTO);
  }

  /**
   * A trainer that updates the parameters and the state in place.
   *
   * @param schedule of as many steps as the state
   * @param precision of the pre-activations among which candidates are chosen
   */
  public TopKTrainer(
      SaeParameters parameters,
      TrainingState state,
      TrainingConfig training,
      LearningRateSchedule schedule,
      Precision precision) {
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
    this.kernel = SaeKernel.load(parameters.runtime());
    this.scope = parameters.runtime().scope();
    try {
      this.batchScope = scope.child();
      this.latents = scope.longs(LongStream.rangeClosed(0, latentCount).toArray(), latentCount + 1);
      this.choice =
          LatentChoice.of(
              precision.on(parameters.runtime().hasFastBfloat16(), parameters.config()),
              kernel,
              scope,
              parameters);
      this.chunks = LatentChunk.of(kernel, scope, parameters, state);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What the pre-activations are computed in: never {@link Precision#AUTO}. */
  public Precision precision() {
    return choice.precision();
  }

  /**
   * Trains on one batch.
   *
   * @param x {@code [B, D]} float32; usually B is the configured batch size, but any size works
   * @throws TrainingDivergedException when the loss is not finite; parameters and state are then as
   *     before the step
   */
  @Override
  public StepResult step(NDArray x) {
    Shapes.require(x, "x", "B D", -1, parameters.config().width());
    prepare(x.getShape().get(0));
    long step = state.steps();
    double rate = schedule.rate(step);
    try (TensorScope temporary = scope.child()) {
      NDList forward = choice.evaluate(temporary, x, offsets);
      float[] statistics = forward.get(0).toFloatArray();
      if (!Float.isFinite(statistics[0])) {
        throw new TrainingDivergedException(step, statistics[0]);
      }
      NDArray xc = forward.get(1);
      NDArray g = forward.get(2);
      List<NDArray> entries =
          kernel.call(
              temporary,
              "entries",
              g,
              forward.get(3),
              forward.get(4),
              parameters.tensors(),
              latents);
      double scale = scale(temporary, xc, g, entries);
      for (LatentChunk chunk : chunks) {
        kernel.call(
            temporary,
            "update_weights",
            xc,
            g,
            entries,
            chunk.first(),
            chunk.weights(),
            chunk.firstMoments(),
            chunk.secondMoments(),
            step + 1,
            rate,
            scale);
      }
      float dead = updateBiases(temporary, entries, step + 1, rate, scale);
      StepResult result = new StepResult(step, rate, statistics[0], statistics[1], dead);
      state.stepped(result);
      return result;
    }
  }

  /** What all gradients are multiplied by so that together they are no longer than allowed. */
  private double scale(TensorScope temporary, NDArray xc, NDArray g, List<NDArray> entries) {
    if (training.gradientClipNorm().isEmpty()) {
      return 1;
    }
    double squares = kernel.call(temporary, "bias_squares", entries).get(0).getFloat();
    for (LatentChunk chunk : chunks) {
      NDArray decoder = chunk.weights().get(1);
      squares +=
          kernel
              .call(temporary, "squares", xc, g, entries, decoder, chunk.first())
              .get(0)
              .getFloat();
    }
    return Math.min(1, training.gradientClipNorm().getAsDouble() / (Math.sqrt(squares) + 1e-6));
  }

  private float updateBiases(
      TensorScope temporary, List<NDArray> entries, long number, double rate, double scale) {
    return kernel
        .call(
            temporary,
            "update_biases",
            entries,
            biases(parameters.tensors()),
            biases(state.firstMoments()),
            biases(state.secondMoments()),
            number,
            rate,
            scale,
            state.tokensSinceFiredArray(),
            batch,
            training.deadAfterTokens())
        .get(0)
        .getFloat();
  }

  private static List<NDArray> biases(List<NDArray> tensors) {
    return List.of(tensors.get(1), tensors.get(3));
  }

  private void prepare(long size) {
    if (size == batch) {
      return;
    }
    batchScope.close();
    batchScope = scope.child();
    batch = size;
    offsets = batchScope.longs(SaeKernel.offsets((int) size, parameters.config().k()), size);
    choice.prepare(batchScope, size);
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
