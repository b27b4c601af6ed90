package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One training step of any architecture:
 *
 * <pre>
 * gradients     of the {@link Objective}
 * constraint    what of dW_dec lies along the unit rows is taken out before Adam sees it
 * clip          all learning gradients together, where asked for
 * update        Adam, betas 0.9 and 0.999, epsilon 1e-8, on what is not {@link Frozen};
 *               JumpReLU's thresholds by their logarithm: θ ← θ · exp(Adam of θ · dθ)
 * constraint    decoder rows back to unit length; softly frozen ones to the nearest unit vector whose
 *               cosine with their start is at least 0.8
 * dead latents  tokens since each latent last had an activation above 0
 * </pre>
 */
final class ObjectiveTrainer implements SaeTrainer {

  private final SaeParameters parameters;
  private final TrainingState state;
  private final TrainingConfig training;
  private final LearningRateSchedule schedule;
  private final Objective objective;
  private final Kernel kernel;
  private final TensorScope scope;

  ObjectiveTrainer(
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
    this.parameters = parameters;
    this.state = state;
    this.training = training;
    this.schedule = schedule;
    this.objective = objective(parameters, state, training);
    this.kernel = Kernel.load(parameters.runtime(), ObjectiveTrainer.class, "optimiser.ts.txt");
    this.scope = parameters.runtime().scope();
    if (training.frozen() == Frozen.SOFT_DECODER) {
      state.keepDecoderStart(parameters);
    }
  }

  static Objective objective(
      SaeParameters parameters, TrainingState state, TrainingConfig training) {
    return parameters.config().architecture() instanceof Architecture.Selecting
        ? new SelectionObjective(parameters, state, training)
        : new DenseObjective(parameters);
  }

  @Override
  public StepResult step(NDArray x) {
    Shapes.require(x, "x", "B D", -1, parameters.config().width());
    long step = state.steps();
    double rate = schedule.rate(step);
    try (TensorScope temporary = scope.child()) {
      Objective.Evaluation evaluation = objective.evaluate(temporary, x, sparsity(step));
      if (!Double.isFinite(evaluation.loss())) {
        throw new TrainingDivergedException(step, evaluation.loss());
      }
      update(temporary, evaluation.gradients(), step + 1, rate);
      StepResult result =
          new StepResult(
              step,
              rate,
              evaluation.fvu(),
              evaluation.l0(),
              deadFraction(temporary, evaluation.fired(), x.getShape().get(0)));
      state.stepped(result);
      return result;
    }
  }

  /** Factor on the sparsity coefficient: rises to 1 with the last step of the warm-up. */
  private double sparsity(long step) {
    long warmup = Math.round(training.sparsityWarmupFraction() * state.totalSteps());
    return warmup == 0 ? 1 : Math.min(1, (step + 1) / (double) warmup);
  }

  private void update(TensorScope temporary, List<NDArray> gradients, long number, double rate) {
    List<NDArray> values = new ArrayList<>();
    List<NDArray> learning = new ArrayList<>();
    List<NDArray> first = new ArrayList<>();
    List<NDArray> second = new ArrayList<>();
    NDArray logarithms = null;
    for (int i = 0; i < gradients.size(); i++) {
      ParameterTensor tensor = parameters.layout().get(i);
      if (!training.frozen().learns(tensor.part())) {
        continue;
      }
      NDArray value = parameters.tensors().get(i);
      NDArray gradient = gradients.get(i);
      if (tensor.part() == ParameterTensor.Part.DECODER) {
        kernel.call(temporary, "project_rows", gradient, value);
      } else if (tensor.name().equals(ParameterTensor.THRESHOLD)) {
        kernel.call(temporary, "multiply", gradient, value); // dL / d log θ
        logarithms = temporary.zeros(tensor.shape()); // receives the change of log θ
        value = logarithms;
      }
      values.add(value);
      learning.add(gradient);
      first.add(state.firstMoments().get(i));
      second.add(state.secondMoments().get(i));
    }
    if (values.isEmpty()) {
      return;
    }
    OptionalDouble clip = training.gradientClipNorm();
    if (clip.isPresent()) {
      kernel.call(temporary, "clip", learning, clip.getAsDouble());
    }
    kernel.call(temporary, "adam", values, learning, first, second, number, rate);
    if (training.frozen().learns(ParameterTensor.Part.DECODER)) {
      kernel.call(temporary, "normalise_rows", parameters.decoderWeight());
      state
          .decoderStart()
          .ifPresent(
              start ->
                  kernel.call(
                      temporary,
                      "keep_near",
                      parameters.decoderWeight(),
                      start,
                      Frozen.LEAST_COSINE,
                      Math.sqrt(1 - Frozen.LEAST_COSINE * Frozen.LEAST_COSINE)));
    }
    if (logarithms != null) {
      NDArray thresholds = parameters.tensor(ParameterTensor.THRESHOLD);
      kernel.call(temporary, "multiply_exp", thresholds, logarithms);
    }
  }

  private double deadFraction(TensorScope temporary, NDArray fired, long tokens) {
    NDArray sinceFired = state.tokensSinceFiredArray();
    return kernel
        .call(temporary, "track", sinceFired, fired, tokens, training.deadAfterTokens())
        .get(0)
        .getFloat();
  }

  /** Native tensors that the trainer itself holds. */
  int liveResources() {
    return scope.liveResources();
  }

  @Override
  public void close() {
    objective.close();
    scope.close();
    kernel.close();
  }
}
