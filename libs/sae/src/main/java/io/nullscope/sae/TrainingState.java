package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.List;

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
