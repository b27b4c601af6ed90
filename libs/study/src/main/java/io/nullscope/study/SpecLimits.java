package io.nullscope.study;

/**
 * The largest values that a study may ask for. Each is far beyond what a real study needs, and
 * keeps one mistyped number from occupying a service for days or exhausting its memory.
 */
final class SpecLimits {
  /** Tokens of a corpus that is read once; more than anybody has trained on. */
  static final long TOKENS = 10_000_000_000_000L;

  /** Tokens of a split that is kept or walked for each SAE. */
  static final long SPLIT_TOKENS = 10_000_000_000L;

  static final int CONTEXT = 1 << 20;
  static final int LAYERS = 10_000;
  static final int WINDOW_SHARDS = 1 << 16;
  static final int SHARD_TOKENS = 1 << 20;
  static final int LATENTS = 1 << 24;
  static final int EXPANSION = 1 << 16;
  static final int ACTIVE_LATENTS = 1 << 16;
  static final int BATCH_TOKENS = 1 << 22;
  static final int EPOCHS = 10_000;
  static final double LEARNING_RATE = 10;

  /** Weights of losses, widths of kernels, norms. */
  static final double WEIGHT = 1e6;

  static final int SCORED_LATENTS = 1_000_000;
  static final int WINDOWS = 100_000;
  static final int EXPLANATION_TOKENS = 10_000;
  static final double MONEY = 1e9;
  static final int RESAMPLES = 100_000;

  /** Beyond it, a few draws find nothing, however large it is. */
  static final double CONFIDENCE = 0.999;

  static final double MARGIN = 1000;

  /** Elements of a list: seeds, variants, hook points, tokens. */
  static final int ELEMENTS = 1000;

  /** SAE configurations. */
  static final int CONFIGURATIONS = 100;

  /** Steps of a plan; services hold the plan of a study in memory. */
  static final int STEPS = 100_000;

  private SpecLimits() {}
}
