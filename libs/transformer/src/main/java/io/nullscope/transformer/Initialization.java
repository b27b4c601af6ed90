package io.nullscope.transformer;

/**
 * How a family draws its weights before training. Every tensor is i.i.d. Gaussian with a mean and a
 * standard deviation of its own; a standard deviation of 0 means that it is constant.
 *
 * <ul>
 *   <li>GPT-NeoX (as the step-0 checkpoints of Pythia): sqrt(2 / (5 D)) on the input side, 2 / (L
 *       sqrt(D)) on the output side.
 *   <li>Llama: {@code initializer_range} for every matrix.
 *   <li>Both: gains 1, biases 0.
 * </ul>
 */
public final class Initialization {

  private Initialization() {}

  /** Mean of a fresh draw. */
  public static double mean(ParameterSpec tensor) {
    return tensor.role() == TensorRole.NORM_GAIN ? 1 : 0;
  }

  /** Standard deviation of a fresh draw. */
  public static double standardDeviation(TransformerConfig config, ParameterSpec tensor) {
    if (tensor.side() == InitializationSide.NONE) {
      return 0;
    }
    if (config instanceof LlamaConfig llama) {
      return llama.initializerRange();
    }
    return tensor.side() == InitializationSide.INPUT_SIDE
        ? Math.sqrt(2.0 / (5.0 * config.width()))
        : 2.0 / (config.layers() * Math.sqrt(config.width()));
  }
}
