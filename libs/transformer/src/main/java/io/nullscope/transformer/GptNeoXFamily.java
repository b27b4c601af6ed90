package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.util.List;

/** GPT-NeoX: the kernel takes the tensors as they are. */
record GptNeoXFamily(GptNeoXConfig config) implements Family {

  @Override
  public String kernel() {
    return "gpt_neox.ts.txt";
  }

  @Override
  public long[] options() {
    return new long[] {config.heads(), config.parallelResidual() ? 1 : 0};
  }

  @Override
  public List<NDArray> arrange(TensorScope scope, List<NDArray> block) {
    return block;
  }
}
