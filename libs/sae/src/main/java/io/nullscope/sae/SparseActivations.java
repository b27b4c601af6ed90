package io.nullscope.sae;

import ai.djl.ndarray.NDArray;

/**
 * What the encoder found in a batch. Entries with activation 0 are padding, not active latents:
 * their indices mean nothing.
 *
 * @param activations {@code [B, K]} float32, at least 0, each row in descending order
 * @param indices {@code [B, K]} int64, latents in 0 … F - 1, distinct within a row
 */
public record SparseActivations(NDArray activations, NDArray indices) {}
