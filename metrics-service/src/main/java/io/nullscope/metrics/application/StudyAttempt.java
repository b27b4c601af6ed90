package io.nullscope.metrics.application;

import io.nullscope.study.StudySpec;

/**
 * One attempt at a study.
 *
 * @param attempt from 1; grows each time the same study is run again
 */
public record StudyAttempt(String studyId, int attempt, StudySpec spec) {}
