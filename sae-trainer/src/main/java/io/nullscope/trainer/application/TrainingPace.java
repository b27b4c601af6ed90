package io.nullscope.trainer.application;

import java.time.Duration;

/**
 * How often a training looks up from its work. The result does not depend on it.
 *
 * @param checkpointInterval time between checkpoints: the most work that a killed trainer loses
 * @param cancellationInterval time between questions whether the study is cancelled: asking the
 *     store at every step would cost more than the step
 */
public record TrainingPace(Duration checkpointInterval, Duration cancellationInterval) {}
