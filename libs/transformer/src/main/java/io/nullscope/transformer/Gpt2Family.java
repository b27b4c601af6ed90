package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/** GPT-2: matrices are stored as [in, out] and seen as [out, in], which copies nothing. */
record Gpt2Family(Gpt2Config config) implements Family {

  @Override
  public List<String> kernel() {
    return List.of("attention.ts.txt", "gpt2.ts.txt");
  }

  @Override
  public long[] options() {
    return new long[] {config.heads(), config.scaledByDepth() ? 1 : 0};
  }

  @Override
  public List<NDArray> arrange(List<NDArray> block) {
    return block.stream().map(Gpt2Family::asOutIn).toList();
  }

  private static NDArray asOutIn(NDArray tensor) {
    if (tensor.getShape().dimension() != 2) {
      return tensor;
    }
    NDArray view = tensor.transpose();
    tensor.close();
    return view;
  }

  @Override
  public Optional<Rotary> rotary() {
    return Optional.empty();
  }

  @Override
  public String prefix() {
    return "transformer.";
  }

  @Override
  public String unembedding() {
    return "lm_head.weight";
  }
}
