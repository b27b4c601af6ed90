package io.nullscope.transformer;

/**
 * How the frequencies of a rotary embedding are changed so that a model reaches beyond the context
 * that it was first trained on.
 */
public sealed interface RotaryScaling {

  /** The frequency in use, from the one of the unscaled embedding; both in radians a position. */
  double scale(double frequency);

  /** Frequencies as they are. */
  record None() implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      return frequency;
    }
  }

  /**
   * Position interpolation: all positions are divided by a factor. See Chen et al. 2023, arXiv
   * 2306.15595.
   *
   * @param factor above 0
   */
  record Linear(double factor) implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      return frequency / factor;
    }
  }

  /**
   * Llama 3.1: high frequencies stay, low ones are divided by a factor, those in between are
   * interpolated. Source: {@code rope_type} "llama3" of Hugging Face transformers.
   *
   * @param factor above 0
   * @param lowFrequencyFactor waves longer than {@code originalContext} divided by this are low
   * @param highFrequencyFactor waves shorter than {@code originalContext} divided by this are high;
   *     above {@code lowFrequencyFactor}
   * @param originalContext tokens of the context before the extension
   */
  record Llama3(
      double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext)
      implements RotaryScaling {
    @Override
    public double scale(double frequency) {
      double turns = originalContext * frequency / (2 * Math.PI);
      double share = (turns - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
      double kept = Math.min(1, Math.max(0, share));
      return kept * frequency + (1 - kept) * frequency / factor;
    }
  }
}
