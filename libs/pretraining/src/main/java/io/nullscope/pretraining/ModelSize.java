package io.nullscope.pretraining;

import io.nullscope.pretraining.tokenizer.ByteLevelBpe;
import io.nullscope.transformer.GptNeoXConfig;
import io.nullscope.transformer.ParameterSpec;
import java.util.OptionalInt;

/**
 * Sizes of a model of Pythia's architecture.
 *
 * @param layers L
 * @param width D, a multiple of the heads
 * @param heads H
 * @param context S
 * @param vocabulary V
 */
public record ModelSize(int layers, int width, int heads, int context, int vocabulary) {

  private static final double NORM_EPSILON = 1e-5;
  private static final double ROTARY_BASE = 10_000;
  private static final double ROTARY_FRACTION = 0.25;

  /** Width of a head of which a quarter is one pair of dimensions. */
  private static final int ROTARY_PAIR = 8;

  public ModelSize {
    if (layers < 1 || width < 1 || heads < 1 || context < 2 || vocabulary < 257) {
      throw new PretrainingException(
          "a model needs layers, width and heads of at least 1, a context of at least 2 and a vocabulary of at least 257; these are %d, %d, %d, %d and %d"
              .formatted(layers, width, heads, context, vocabulary));
    }
    if (width % (ROTARY_PAIR * heads) != 0) {
      throw new PretrainingException(
          "--width %d must be a multiple of 8 times --heads %d: a quarter of each head is rotated in pairs"
              .formatted(width, heads));
    }
  }

  /** The model that this describes: GELU MLP of 4 D, a quarter of each head rotated. */
  public GptNeoXConfig config() {
    return new GptNeoXConfig(
        layers,
        width,
        heads,
        4 * width,
        vocabulary,
        context,
        NORM_EPSILON,
        ROTARY_BASE,
        ROTARY_FRACTION,
        true,
        true,
        OptionalInt.of(ByteLevelBpe.END_OF_TEXT_ID));
  }

  /** For messages and to recognise a training. */
  String description() {
    return "layers %d, width %d, heads %d, context %d, vocabulary %d"
        .formatted(layers, width, heads, context, vocabulary);
  }

  /** Number of weights. */
  public long parameters() {
    return config().parameters().stream().mapToLong(ParameterSpec::elements).sum();
  }
}
