package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.util.List;

/** Llama: matrices that read the same vector are joined, so that one product serves them. */
record LlamaFamily(LlamaConfig config) implements Family {

  @Override
  public String kernel() {
    return "llama.ts.txt";
  }

  @Override
  public long[] options() {
    return new long[] {config.heads(), config.keyValueHeads()};
  }

  @Override
  public List<NDArray> arrange(TensorScope scope, List<NDArray> block) {
    NDArray queryKeyValue = join(block.subList(0, 3));
    NDArray attentionOutput = block.get(3);
    NDArray gateUp = join(block.subList(4, 6));
    NDArray down = block.get(6);
    NDArray attentionGain = block.get(7);
    NDArray mlpGain = block.get(8);
    return List.of(attentionGain, queryKeyValue, attentionOutput, mlpGain, gateUp, down);
  }

  /** One below the other; the parts are freed. */
  private static NDArray join(List<NDArray> parts) {
    NDArray joined = parts.get(0);
    for (NDArray next : parts.subList(1, parts.size())) {
      NDArray longer = joined.concat(next, 0);
      joined.close();
      next.close();
      joined = longer;
    }
    return joined;
  }
}
