package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.util.List;

/** What differs between families outside their kernels. */
interface Family {

  /** Kernel source beside this class, with the methods {@code blocks} and {@code finalNorm}. */
  String kernel();

  /** Whole numbers that the kernel's {@code blocks} takes. */
  long[] options();

  /** Tensors of one block as the kernel takes them, from those of the inventory in its order. */
  List<NDArray> arrange(TensorScope scope, List<NDArray> block);

  static Family of(TransformerConfig config) {
    if (config instanceof LlamaConfig llama) {
      return new LlamaFamily(llama);
    }
    return new GptNeoXFamily((GptNeoXConfig) config);
  }
}
