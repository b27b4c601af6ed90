package io.nullscope.metrics.application;

import io.nullscope.study.StepId;

/** Why a step failed; the fields of {@link StudyFact.Failed}. */
public record StepFailure(
    StepId stepId, String step, String code, String message, String failureKind, String service) {}
