package io.nullscope.variant.adapter.checkpoint;

import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.checkpoints.Weights;
import io.nullscope.transformer.InvalidModelException;
import io.nullscope.transformer.TensorInventory;
import io.nullscope.transformer.TransformerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Embedding and unembedding of a model whose configuration says that they are one matrix, where its
 * checkpoint holds both. Readers differ in what they make of two that are not the same
 * (transformers 5 uses both, older ones the embedding alone), so these are refused.
 */
record TiedPair(Weights weights, TensorSpec embedding, TensorSpec unembedding) {

  private static final int CHUNK_ENTRIES = 1 << 20;

  static Optional<TiedPair> of(TransformerConfig config, Weights weights) {
    return TensorInventory.of(config)
        .tiedPair(weights.tensors().keySet())
        .map(
            names ->
                new TiedPair(
                    weights,
                    weights.tensors().get(names.embedding()),
                    weights.tensors().get(names.unembedding())));
  }

  void requireEqual() {
    long entries = embedding.bytes() / embedding.dtype().bytes();
    for (long from = 0; from < entries; from += CHUNK_ENTRIES) {
      int count = (int) Math.min(CHUNK_ENTRIES, entries - from);
      float[] one = read(embedding, from, count);
      float[] other = read(unembedding, from, count);
      for (int i = 0; i < count; i++) {
        if (one[i] != other[i] && !(Float.isNaN(one[i]) && Float.isNaN(other[i]))) {
          throw different(from + i, one[i], other[i]);
        }
      }
    }
  }

  private float[] read(TensorSpec tensor, long from, int count) {
    try {
      return FloatValues.of(tensor.dtype(), weights.read(tensor.name(), from, count));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + weights.name(), e);
    }
  }

  private InvalidModelException different(long entry, float one, float other) {
    long columns = embedding.shape()[1];
    return new InvalidModelException(
        "%s: the config.json says that %s and %s are one matrix (\"tie_word_embeddings\"), but both are there and differ, first at [%d, %d]: %s and %s. Transformers 5 runs such a model with both: set \"tie_word_embeddings\" to false if that is meant, or remove %s"
            .formatted(
                weights.name(),
                embedding.name(),
                unembedding.name(),
                entry / columns,
                entry % columns,
                one,
                other,
                unembedding.name()));
  }
}
