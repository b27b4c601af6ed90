package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Weights as the kernels take them.
 *
 * @param embedding [V, D]
 * @param positions [positions, D], where positions are embedded before the first block
 * @param blocks the tensors of all blocks, one block after the other
 * @param finalNorm gain [D], and bias [D] in a layer norm
 * @param unembedding [V, D]; the embedding itself when they are tied
 */
record LoadedWeights(
    NDArray embedding,
    Optional<NDArray> positions,
    List<NDArray> blocks,
    List<NDArray> finalNorm,
    NDArray unembedding) {

  /**
   * Reads all tensors.
   *
   * @param parameters the tensors of the model in inventory order, under the source's names
   * @param scope owner of the weights
   */
  static LoadedWeights read(
      TransformerConfig config,
      List<ParameterSpec> parameters,
      WeightSource source,
      TensorScope scope)
      throws IOException {
    Family family = Family.of(config);
    NDArray embedding = null;
    NDArray unembedding = null;
    Optional<NDArray> positions = Optional.empty();
    List<NDArray> blocks = new ArrayList<>();
    List<NDArray> block = new ArrayList<>();
    List<NDArray> finalNorm = new ArrayList<>();
    int depth = 0;
    for (ParameterSpec parameter : parameters) {
      if (parameter.depth() > depth) {
        blocks.addAll(block.isEmpty() ? block : family.arrange(block));
        block.clear();
        depth = parameter.depth();
      }
      NDArray array = read(parameter, source, scope);
      switch (parameter.role()) {
        case EMBEDDING -> embedding = array;
        case POSITION_EMBEDDING -> positions = Optional.of(array);
        case UNEMBEDDING -> unembedding = array;
        default -> (depth > config.layers() ? finalNorm : block).add(array);
      }
    }
    return new LoadedWeights(
        embedding,
        positions,
        List.copyOf(blocks),
        List.copyOf(finalNorm),
        unembedding == null ? embedding : unembedding);
  }

  private static NDArray read(ParameterSpec parameter, WeightSource source, TensorScope scope)
      throws IOException {
    NDArray array = source.read(scope, parameter.name());
    Shapes.require(array, parameter.name(), "out in", parameter.shape());
    return array;
  }
}
