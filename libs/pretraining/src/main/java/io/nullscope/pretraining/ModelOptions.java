package io.nullscope.pretraining;

import picocli.CommandLine.Option;

/** Sizes of the model, for tries: the demo uses the defaults. */
final class ModelOptions {

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "6",
      description = "Blocks (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "128",
      description = "Width of the residual stream (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "4",
      description = "Attention heads (default: ${DEFAULT-VALUE}).")
  private int heads;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens in a window (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Tokens of the tokenizer, at least 257 (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  /**
   * The sizes.
   *
   * @throws PretrainingException when no model has them
   */
  ModelSize size() {
    return new ModelSize(layers, width, heads, context, vocabulary);
  }
}
