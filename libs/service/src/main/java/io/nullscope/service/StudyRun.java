package io.nullscope.service;

import io.nullscope.study.StudySpec;

/**
 * One attempt at a study.
 *
 * @param studyId see {@link io.nullscope.study.StudyId}
 * @param attempt from 1; a reader ignores facts of an older attempt
 * @param spec with every default filled in
 */
public record StudyRun(String studyId, int attempt, StudySpec spec) {}
