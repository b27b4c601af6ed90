package io.nullscope.pretraining;

import picocli.CommandLine.Option;

/** How the model is trained. */
final class TrainingOptions {

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "24000000",
      description = "Tokens to train on (default: ${DEFAULT-VALUE}).")
  private long tokens;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "32",
      description = "Windows in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "2e-3",
      description = "Peak of the learning rate (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "BF16",
      description =
          "Type of the matrix products: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). F32 may be faster where the processor has no AVX512_BF16.")
  private Precision precision;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * The settings.
   *
   * @throws PretrainingException when nothing can be trained with them
   */
  TrainingSettings settings() {
    return new TrainingSettings(tokens, batch, learningRate, precision, seed);
  }
}
