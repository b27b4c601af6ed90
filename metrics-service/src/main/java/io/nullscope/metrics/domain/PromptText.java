package io.nullscope.metrics.domain;

/**
 * A versioned prompt: what the language model was told, without the examples.
 *
 * @param id e.g. "fuzzing.v1"
 */
public record PromptText(String id, String text) {}
