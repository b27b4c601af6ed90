package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The float32 parameters of a sparse autoencoder; owns their native memory. The names are those of
 * sparsify:
 *
 * <pre>
 * encoder.weight [F, D]   encoder.bias [F]   W_dec [F, D], one unit row per latent   b_dec [D]
 * </pre>
 */
public final class SaeParameters implements AutoCloseable {

  /** Names in the order of {@link #tensors()}. */
  static final List<String> NAMES = List.of("encoder.weight", "encoder.bias", "W_dec", "b_dec");

  /** Floats that pass through Java at a time when a large tensor is filled or written. */
  static final int CHUNK_FLOATS = 1 << 20;

  private final SaeConfig config;
  private final TensorRuntime runtime;
  private final TensorScope scope;
  private final NDArray encoderWeight; // [F, D]
  private final NDArray encoderBias; // [F]
  private final NDArray decoderWeight; // [F, D]
  private final NDArray decoderBias; // [D]

  private SaeParameters(TensorRuntime runtime, SaeConfig config) {
    this.config = config;
    this.runtime = runtime;
    this.scope = runtime.scope();
    this.encoderWeight = scope.zeros(config.latents(), config.width());
    this.encoderBias = scope.zeros(config.latents());
    this.decoderWeight = scope.zeros(config.latents(), config.width());
    this.decoderBias = scope.zeros(config.width());
  }

  /** All zeros, to be filled. */
  static SaeParameters zeros(TensorRuntime runtime, SaeConfig config) {
    return new SaeParameters(runtime, config);
  }

  /**
   * A fresh autoencoder: encoder rows uniform in ±1/sqrt(D), decoder rows the encoder's scaled to
   * unit length, encoder bias 0. Number i of the source becomes element i of the encoder,
   * row-major, so equal sources give equal parameters.
   *
   * @param decoderBias {@code [D]}, the mean of (a large first part of) the training data, see
   *     {@link ShuffledActivations#mean}
   */
  public static SaeParameters initialise(
      TensorRuntime runtime, SaeConfig config, UniformSource uniform, float[] decoderBias) {
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
        parameters.copyRows(kernel, parameters.encoderWeight, first, values);
        scaleRowsToUnitLength(values, width);
        parameters.copyRows(kernel, parameters.decoderWeight, first, values);
      }
      try (TensorScope step = parameters.scope.child()) {
        kernel.call(step, "copy_rows", parameters.decoderBias, 0, step.floats(decoderBias, width));
      }
      return parameters;
    } catch (RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  /**
   * Reads {@code cfg.json} and {@code sae.safetensors} as sparsify writes them; other
   * floating-point types become float32.
   *
   * @throws SaeFormatException when the files do not describe a TopK autoencoder that this project
   *     can run
   * @throws IOException when they cannot be read
   */
  public static SaeParameters load(TensorRuntime runtime, Path directory) throws IOException {
    return SparsifyFiles.load(runtime, directory);
  }

  /**
   * Writes {@code cfg.json} and {@code sae.safetensors} as sparsify does. Equal parameters give
   * equal bytes.
   *
   * @param directory exists
   */
  public void save(Path directory) throws IOException {
    SparsifyFiles.save(this, directory);
  }

  public SaeConfig config() {
    return config;
  }

  /** {@code [F, D]}. */
  public NDArray encoderWeight() {
    return encoderWeight;
  }

  /** {@code [F]}. */
  public NDArray encoderBias() {
    return encoderBias;
  }

  /** {@code [F, D]}: the direction that each latent writes. */
  public NDArray decoderWeight() {
    return decoderWeight;
  }

  /** {@code [D]}: subtracted from the input, added to the output. */
  public NDArray decoderBias() {
    return decoderBias;
  }

  TensorRuntime runtime() {
    return runtime;
  }

  /** All four, in the order of {@link #NAMES}. */
  List<NDArray> tensors() {
    return List.of(encoderWeight, encoderBias, decoderWeight, decoderBias);
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
