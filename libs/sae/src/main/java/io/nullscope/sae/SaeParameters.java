package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The float32 parameters of a sparse autoencoder; owns their native memory. The names are those of
 * sparsify, then of SAELens:
 *
 * <pre>
 * encoder.weight [F, D]   encoder.bias [F]   W_dec [F, D], one unit row per latent   b_dec [D]
 * BatchTopK, Matryoshka   threshold [1]
 * JumpReLU                threshold [F]
 * Gated                   b_gate [F] in place of encoder.bias   r_mag [F]   b_mag [F]
 * </pre>
 */
public final class SaeParameters implements AutoCloseable {

  /**
   * Where the thresholds of JumpReLU start, in units of s: so low that the first steps are those of
   * a ReLU, as in the paper, whose inputs have s = 1.
   */
  private static final double FIRST_THRESHOLD = 1e-3;

  /** Floats that pass through Java at a time when a large tensor is filled or written. */
  static final int CHUNK_FLOATS = 1 << 20;

  private final SaeConfig config;
  private final TensorRuntime runtime;
  private final TensorScope scope;
  private final List<ParameterTensor> layout;
  private final List<NDArray> tensors; // as the layout

  private SaeParameters(TensorRuntime runtime, SaeConfig config) {
    this.config = config;
    this.runtime = runtime;
    this.scope = runtime.scope();
    this.layout = ParameterTensor.of(config);
    this.tensors = layout.stream().map(tensor -> scope.zeros(tensor.shape())).toList();
  }

  /** All zeros, to be filled. */
  static SaeParameters zeros(TensorRuntime runtime, SaeConfig config) {
    return new SaeParameters(runtime, config);
  }

  /**
   * A fresh autoencoder of an architecture that does not need to know how large the data are: all
   * but JumpReLU. See {@link #initialise(TensorRuntime, SaeConfig, UniformSource, DataCentre)}.
   *
   * @param decoderBias {@code [D]}
   * @throws IllegalArgumentException for JumpReLU, or when the width differs
   */
  public static SaeParameters initialise(
      TensorRuntime runtime, SaeConfig config, UniformSource uniform, float[] decoderBias) {
    if (config.architecture() instanceof Architecture.JumpRelu) {
      throw new IllegalArgumentException(
          "the thresholds of a jumprelu autoencoder start from the scale of the data; pass a"
              + " DataCentre");
    }
    return initialise(runtime, config, uniform, new DataCentre(decoderBias, 0));
  }

  /**
   * A fresh autoencoder: encoder rows uniform in ±1/sqrt(D), decoder rows the encoder's scaled to
   * unit length, b_dec the centre of the data, thresholds of JumpReLU 1e-3 times their scale, all
   * else 0. Number i of the source becomes element i of the encoder, row-major, so equal sources
   * give equal parameters.
   *
   * @param centre of (a large first part of) the training data, see {@link DataCentre}
   */
  public static SaeParameters initialise(
      TensorRuntime runtime, SaeConfig config, UniformSource uniform, DataCentre centre) {
    float[] decoderBias = centre.point();
    int width = config.width();
    if (decoderBias.length != width) {
      throw new IllegalArgumentException(
          "the decoder bias has " + decoderBias.length + " elements, the SAE's width is " + width);
    }
    SaeParameters parameters = zeros(runtime, config);
    try (Kernel kernel = SaeKernel.load(runtime)) {
      double bound = 1 / Math.sqrt(width);
      int chunk = Math.max(1, CHUNK_FLOATS / width);
      for (int first = 0; first < config.latents(); first += chunk) {
        int rows = Math.min(chunk, config.latents() - first);
        float[] values = new float[rows * width];
        uniform.fill((long) first * width, values);
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) ((2.0 * values[i] - 1) * bound);
        }
        parameters.copyRows(kernel, parameters.encoderWeight(), first, values);
        scaleRowsToUnitLength(values, width);
        parameters.copyRows(kernel, parameters.decoderWeight(), first, values);
      }
      try (TensorScope step = parameters.scope.child()) {
        NDArray bias = step.floats(decoderBias, width);
        kernel.call(step, "copy_rows", parameters.decoderBias(), 0, bias);
        if (config.architecture() instanceof Architecture.JumpRelu) {
          float[] thresholds = new float[config.latents()];
          Arrays.fill(thresholds, (float) (FIRST_THRESHOLD * centre.scale()));
          NDArray first = step.floats(thresholds, thresholds.length);
          kernel.call(step, "copy_rows", parameters.tensor(ParameterTensor.THRESHOLD), 0, first);
        }
      }
      return parameters;
    } catch (RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /**
   * Reads {@code cfg.json} and {@code sae.safetensors}: a TopK autoencoder as sparsify writes it,
   * or another architecture as {@link #save} does. Other floating-point types become float32.
   *
   * @throws SaeFormatException when the files do not describe an autoencoder that this project can
   *     run; the message names the field or tensor
   * @throws IOException when they cannot be read
   */
  public static SaeParameters load(TensorRuntime runtime, Path directory) throws IOException {
    return SaeLayout.load(runtime, directory);
  }

  /**
   * Writes {@code cfg.json} and {@code sae.safetensors}: TopK in sparsify's layout, the other
   * architectures in one with SAELens's names. Equal parameters give equal bytes, and reading them
   * gives equal parameters.
   *
   * @param directory exists
   */
  public void save(Path directory) throws IOException {
    SaeLayout.save(this, directory);
  }

  public SaeConfig config() {
    return config;
  }

  /** {@code [F, D]}. */
  public NDArray encoderWeight() {
    return tensors.get(0);
  }

  /** {@code [F]}; of a gated autoencoder the bias of the gate. */
  public NDArray encoderBias() {
    return tensors.get(1);
  }

  /** {@code [F, D]}: the direction that each latent writes. */
  public NDArray decoderWeight() {
    return tensors.get(2);
  }

  /** {@code [D]}: subtracted from the input, added to the output. */
  public NDArray decoderBias() {
    return tensors.get(3);
  }

  /** A tensor by its name. */
  NDArray tensor(String name) {
    return tensors.get(names().indexOf(name));
  }

  TensorRuntime runtime() {
    return runtime;
  }

  /** All of them, in the order of {@link ParameterTensor#of}. */
  List<NDArray> tensors() {
    return tensors;
  }

  List<ParameterTensor> layout() {
    return layout;
  }

  /** In the order of {@link #tensors()}. */
  List<String> names() {
    return layout.stream().map(ParameterTensor::name).toList();
  }

  private void copyRows(Kernel kernel, NDArray target, int first, float[] values) {
    int width = config.width();
    try (TensorScope step = scope.child()) {
      kernel.call(
          step, "copy_rows", target, first, step.floats(values, values.length / width, width));
    }
  }

  private static void scaleRowsToUnitLength(float[] values, int width) {
    for (int row = 0; row < values.length; row += width) {
      double squares = 0;
      for (int i = row; i < row + width; i++) {
        squares += (double) values[i] * values[i];
      }
      double norm = Math.sqrt(squares);
      for (int i = row; i < row + width && norm > 0; i++) {
        values[i] = (float) (values[i] / norm);
      }
    }
  }

  @Override
  public void close() {
    scope.close();
  }
}
