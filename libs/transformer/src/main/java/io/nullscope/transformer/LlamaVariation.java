package io.nullscope.transformer;

import java.util.Objects;
import java.util.Optional;

/**
 * In which points a model of the Llama family differs from the first Llama, which has none of them.
 *
 * @param queryKeyValueBias query, key and value have biases
 * @param outputBias the attention output has a bias
 * @param mlpBias the three matrices of the MLP have biases
 * @param queryKeyNorm query and key of each head are RMS-normed before they are rotated, with one
 *     gain [head width] for all heads
 * @param window present where some blocks do not attend to the whole context
 */
public record LlamaVariation(
    boolean queryKeyValueBias,
    boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    Optional<SlidingWindow> window) {

  /** The first Llama. */
  public static final LlamaVariation NONE =
      new LlamaVariation(false, false, false, false, Optional.empty());

  public LlamaVariation {
    Objects.requireNonNull(window, "window");
  }
}
