package io.nullscope.metrics.application;

import io.nullscope.study.StepId;

/**
 * What was reported about a step.
 *
 * @param state DONE, REUSED or FAILED
 * @param artifactId what the step made; "" when it failed
 * @param note for people: where a variant's weights come from; otherwise ""
 */
public record StepReport(StepId id, StepState state, String artifactId, String note) {}
