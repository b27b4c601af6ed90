package io.nullscope.sae;

/**
 * Numbers of one training step, taken before its update.
 *
 * @param step 0-based number of the step
 * @param learningRate rate of the update
 * @param fvu fraction of variance unexplained: Σ|x - x_hat|² / Σ|x - mean(x)|² over the batch
 * @param l0 mean number of active latents per token
 * @param deadFraction share of latents that have not fired for more than {@link
 *     TrainingConfig#deadAfterTokens()} tokens, this batch included
 */
public record StepResult(
    long step, double learningRate, double fvu, double l0, double deadFraction) {}
