package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/** What differs between families outside their kernels. */
interface Family {

  /**
   * Kernel sources beside this class, which call {@code linear} of another; the last one has {@code
   * blocks} and {@code finalNorm}.
   */
  List<String> kernel();

  /** Whole numbers that the kernel's {@code blocks} takes. */
  long[] options();

  /** Tensors of one block as the kernel takes them, from those of the inventory in its order. */
  List<NDArray> arrange(List<NDArray> block);

  /** Empty where positions are embedded before the first block. */
  Optional<Rotary> rotary();

  /**
   * What the names of all tensors but the unembedding begin with; checkpoints of the model without
   * its unembedding leave it out.
   */
  String prefix();

  /** The usual name of the unembedding. */
  String unembedding();

  static Family of(TransformerConfig config) {
    if (config instanceof LlamaConfig llama) {
      return new LlamaFamily(llama);
    }
    if (config instanceof Gpt2Config gpt2) {
      return new Gpt2Family(gpt2);
    }
    return new GptNeoXFamily((GptNeoXConfig) config);
  }
}
