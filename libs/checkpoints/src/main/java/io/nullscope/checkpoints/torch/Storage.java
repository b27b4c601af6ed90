package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.DType;

/**
 * A storage that the pickle names: a flat array in an archive entry of its own.
 *
 * @param key name of the entry under {@code data/}
 * @param elements number of elements
 */
record Storage(String key, DType dtype, long elements) {}
