/**
 * Token windows as an artifact: for each split a run of shards with {@code input_ids} [W, S] and
 * {@code document_ids} [W, S], both int32.
 */
package io.nullscope.artifacts.tokens;
