package io.nullscope.sae;

import ai.djl.ndarray.NDArray;

/**
 * What the encoder found in a batch: N entries, those of a token side by side. An entry with
 * activation 0 is padding, not an active latent: its index means nothing. TopK has K entries for
 * each token, in descending order; the other architectures have the active ones alone, by latent.
 *
 * @param values {@code [N]} float32 activations, at least 0
 * @param latents {@code [N]} int64, 0 … F - 1, distinct within a token
 * @param offsets {@code [B + 1]} int64: the entries of token b are {@code offsets[b] … offsets[b +
 *     1] - 1}
 */
public record SparseActivations(NDArray values, NDArray latents, NDArray offsets) {}
