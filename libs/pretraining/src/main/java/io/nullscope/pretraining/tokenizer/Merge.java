package io.nullscope.pretraining.tokenizer;

/**
 * Two neighbouring tokens that become one.
 *
 * @param left token id
 * @param right token id
 * @param result id of the joined token
 */
public record Merge(int left, int right, int result) {}
