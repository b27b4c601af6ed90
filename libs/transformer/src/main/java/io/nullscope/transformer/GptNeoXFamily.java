package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** GPT-NeoX: the biases of the attention, which may be absent, go last. */
record GptNeoXFamily(GptNeoXConfig config) implements Family {

  /** Where the biases of query-key-value and of the attention output are in the inventory. */
  private static final List<Integer> ATTENTION_BIASES = List.of(5, 7);

  @Override
  public List<String> kernel() {
    return List.of("attention.ts.txt", "gpt_neox.ts.txt");
  }

  @Override
  public long[] options() {
    return new long[] {
      config.heads(), config.parallelResidual() ? 1 : 0, config.attentionBias() ? 1 : 0
    };
  }

  @Override
  public List<NDArray> arrange(List<NDArray> block) {
    if (!config.attentionBias()) {
      return block;
    }
    List<NDArray> arranged = new ArrayList<>(block.size());
    for (int i = 0; i < block.size(); i++) {
      if (!ATTENTION_BIASES.contains(i)) {
        arranged.add(block.get(i));
      }
    }
    ATTENTION_BIASES.forEach(i -> arranged.add(block.get(i)));
    return arranged;
  }

  @Override
  public Optional<Rotary> rotary() {
    return Optional.of(config.rotary());
  }

  @Override
  public String prefix() {
    return "gpt_neox.";
  }

  @Override
  public String unembedding() {
    return "embed_out.weight";
  }
}
