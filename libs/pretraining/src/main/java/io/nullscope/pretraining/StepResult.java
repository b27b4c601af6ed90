package io.nullscope.pretraining;

/**
 * What a training step reports.
 *
 * @param loss mean over its tokens, nats, before the update
 * @param gradientNorm before clipping
 */
public record StepResult(double loss, double gradientNorm) {}
