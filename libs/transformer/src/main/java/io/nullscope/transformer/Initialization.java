package io.nullscope.transformer;

/**
 * How a family draws its weights before training. Every tensor is i.i.d. Gaussian with a mean and a
 * standard deviation of its own; a standard deviation of 0 means that it is constant.
 *
 * <ul>
 *   <li>GPT-NeoX (as the step-0 checkpoints of Pythia): sqrt(2 / (5 D)) on the input side, 2 / (L
 *       sqrt(D)) on the output side.
 *   <li>GPT-2: {@code initializer_range}, which is 0.02; on the output side divided by sqrt(2 L).
 *       See Radford et al. 2019 §2.3.
 *   <li>Llama, Mistral, Qwen: {@code initializer_range} for every matrix.
 *   <li>All: gains 1, biases 0.
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
    boolean output = tensor.side() == InitializationSide.OUTPUT_SIDE;
    if (config instanceof LlamaConfig llama) {
      return llama.initializerRange();
    }
    if (config instanceof Gpt2Config gpt2) {
      return output
          ? gpt2.initializerRange() / Math.sqrt(2.0 * gpt2.layers())
          : gpt2.initializerRange();
    }
    return output
        ? 2.0 / (config.layers() * Math.sqrt(config.width()))
        : Math.sqrt(2.0 / (5.0 * config.width()));
  }
}
