package io.nullscope.autointerp.domain;

/**
 * What a language model was told, without the examples.
 *
 * @param id name and version, for example {@code fuzzing.v1}
 * @param text the versioned file
 */
public record PromptText(String id, String text) {}
