package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Llama and its relatives: matrices that read the same vector are joined, so that one product
 * serves them.
 */
record LlamaFamily(LlamaConfig config) implements Family {

  /** Tensors of a block that every member has, see {@code llama.ts.txt}. */
  private static final int ALWAYS = 6;

  @Override
  public List<String> kernel() {
    return List.of("attention.ts.txt", "llama.ts.txt");
  }

  /** Heads, key/value heads, offsets of the tensors that some members have, window, its blocks. */
  @Override
  public long[] options() {
    LlamaVariation variation = config.variation();
    int next = ALWAYS;
    int queryKeyValueBias = variation.queryKeyValueBias() ? next++ : 0;
    int outputBias = variation.outputBias() ? next++ : 0;
    int gateUpBias = variation.mlpBias() ? next++ : 0;
    int downBias = variation.mlpBias() ? next++ : 0;
    int queryKeyGain = variation.queryKeyNorm() ? next++ : 0;
    List<Long> options = new ArrayList<>();
    for (int value :
        new int[] {
          config.heads(),
          config.keyValueHeads(),
          next,
          queryKeyValueBias,
          outputBias,
          gateUpBias,
          downBias,
          queryKeyGain
        }) {
      options.add((long) value);
    }
    options.add(variation.window().map(window -> (long) window.tokens()).orElse(0L));
    variation.window().ifPresent(window -> window.layers().forEach(i -> options.add((long) i)));
    return options.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public List<NDArray> arrange(List<NDArray> block) {
    LlamaVariation variation = config.variation();
    Iterator<NDArray> stored = block.iterator();
    NDArray queryKeyValue = join(stored, 3);
    NDArray attentionOutput = stored.next();
    List<NDArray> some = new ArrayList<>();
    if (variation.queryKeyValueBias()) {
      some.add(join(stored, 3));
    }
    if (variation.outputBias()) {
      some.add(stored.next());
    }
    Optional<NDArray> queryKeyGain =
        variation.queryKeyNorm()
            ? Optional.of(gains(stored.next(), stored.next()))
            : Optional.empty();
    NDArray gateUp = join(stored, 2);
    NDArray down = stored.next();
    if (variation.mlpBias()) {
      some.add(join(stored, 2));
      some.add(stored.next());
    }
    queryKeyGain.ifPresent(some::add);
    NDArray attentionGain = stored.next();
    NDArray mlpGain = stored.next();
    List<NDArray> arranged =
        new ArrayList<>(
            List.of(attentionGain, queryKeyValue, attentionOutput, mlpGain, gateUp, down));
    arranged.addAll(some);
    return arranged;
  }

  /** The gain of each head's query and key: [H + K, head width]. */
  private NDArray gains(NDArray query, NDArray key) {
    try (NDArray queries = query.reshape(1, -1).repeat(0, config.heads());
        NDArray keys = key.reshape(1, -1).repeat(0, config.keyValueHeads())) {
      query.close();
      key.close();
      return queries.concat(keys, 0);
    }
  }

  /** The next tensors, one below the other; the parts are freed. */
  private static NDArray join(Iterator<NDArray> stored, int count) {
    try (NDList parts = new NDList()) {
      for (int i = 0; i < count; i++) {
        parts.add(stored.next());
      }
      return NDArrays.concat(parts, 0);
    }
  }

  @Override
  public Optional<Rotary> rotary() {
    return Optional.of(config.rotary());
  }

  @Override
  public String prefix() {
    return "model.";
  }

  @Override
  public String unembedding() {
    return "lm_head.weight";
  }
}
