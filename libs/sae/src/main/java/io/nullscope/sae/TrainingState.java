package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.List;
import java.util.Optional;

/**
 * What a training has besides its parameters: the number of steps done, Adam's moments, and for
 * each latent the tokens since it last fired. Owns its native memory.
 */
public final class TrainingState implements AutoCloseable {

  private final long totalSteps;
  private final TensorScope scope;
  private final List<NDArray> firstMoments; // as SaeParameters.tensors()
  private final List<NDArray> secondMoments;
  private final NDArray tokensSinceFired; // [F] int64
  private NDArray decoderStart; // [F, D]; null unless rows must stay near it
  private TrainingCurve curve;
  private long steps;

  private TrainingState(TensorRuntime runtime, SaeConfig config, long totalSteps) {
    this.totalSteps = totalSteps;
    this.scope = runtime.scope();
    this.firstMoments = moments(config);
    this.secondMoments = moments(config);
    this.tokensSinceFired = scope.longs(new long[config.latents()], config.latents());
    this.curve = TrainingCurve.ofSteps(totalSteps);
  }

  /** The state before the first of {@code totalSteps} steps. */
  public static TrainingState fresh(TensorRuntime runtime, SaeConfig config, long totalSteps) {
    return new TrainingState(runtime, config, totalSteps);
  }

  /** Steps done. */
  public long steps() {
    return steps;
  }

  /** Steps of the whole training. */
  public long totalSteps() {
    return totalSteps;
  }

  /** The course of the training so far. */
  public TrainingCurve curve() {
    return curve;
  }

  /** Per latent, the tokens trained on since it was last active; copied out. */
  public long[] tokensSinceFired() {
    return tokensSinceFired.toLongArray();
  }

  List<NDArray> firstMoments() {
    return firstMoments;
  }

  List<NDArray> secondMoments() {
    return secondMoments;
  }

  NDArray tokensSinceFiredArray() {
    return tokensSinceFired;
  }

  /** {@code [F, D]}: where the decoder's rows began, if they must stay near it. */
  Optional<NDArray> decoderStart() {
    return Optional.ofNullable(decoderStart);
  }

  /**
   * Keeps the decoder as it is before the first step, unless it is kept already.
   *
   * @throws IllegalArgumentException when steps were done and the start was not kept
   */
  void keepDecoderStart(SaeParameters parameters) {
    if (decoderStart != null) {
      return;
    }
    if (steps > 0) {
      throw new IllegalArgumentException(
          "the training state of step "
              + steps
              + " does not hold where the decoder began; start this training anew");
    }
    NDArray start = startToRead(parameters.config());
    try (Kernel kernel = SaeKernel.load(parameters.runtime());
        TensorScope copying = scope.child()) {
      kernel.call(copying, "copy_rows", start, 0, parameters.decoderWeight());
    }
  }

  /** Zeros in the place of the start, to be overwritten. */
  NDArray startToRead(SaeConfig config) {
    decoderStart = scope.zeros(config.latents(), config.width());
    return decoderStart;
  }

  void stepped(StepResult result) {
    steps++;
    curve.add(result);
  }

  void restore(long stepsDone, double[] curveNumbers) {
    steps = stepsDone;
    curve = TrainingCurve.fromArray(totalSteps, stepsDone, curveNumbers);
  }

  private List<NDArray> moments(SaeConfig config) {
    return ParameterTensor.of(config).stream().map(tensor -> scope.zeros(tensor.shape())).toList();
  }

  @Override
  public void close() {
    scope.close();
  }
}
