package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Shapes;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights as the kernels take them.
 *
 * @param embedding [V, D]
 * @param blocks the tensors of all blocks, one block after the other
 * @param finalNorm gain [D], and bias [D] in a layer norm
 * @param unembedding [V, D]; the embedding itself when they are tied
 */
record LoadedWeights(
    NDArray embedding, List<NDArray> blocks, List<NDArray> finalNorm, NDArray unembedding) {

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
    boolean untied = parameters.get(parameters.size() - 1).role() == TensorRole.UNEMBEDDING;
    int normTensors = config instanceof GptNeoXConfig ? 2 : 1;
    int perBlock = (parameters.size() - 1 - normTensors - (untied ? 1 : 0)) / config.layers();
    Family family = Family.of(config);
    NDArray embedding = read(parameters.get(0), source, scope);
    List<NDArray> blocks = new ArrayList<>();
    int next = 1;
    for (int layer = 0; layer < config.layers(); layer++, next += perBlock) {
      blocks.addAll(
          family.arrange(scope, read(parameters.subList(next, next + perBlock), source, scope)));
    }
    List<NDArray> finalNorm = read(parameters.subList(next, next + normTensors), source, scope);
    NDArray unembedding =
        untied ? read(parameters.get(parameters.size() - 1), source, scope) : embedding;
    return new LoadedWeights(embedding, List.copyOf(blocks), finalNorm, unembedding);
  }

  private static List<NDArray> read(
      List<ParameterSpec> parameters, WeightSource source, TensorScope scope) throws IOException {
    List<NDArray> arrays = new ArrayList<>(parameters.size());
    for (ParameterSpec parameter : parameters) {
      arrays.add(read(parameter, source, scope));
    }
    return arrays;
  }

  private static NDArray read(ParameterSpec parameter, WeightSource source, TensorScope scope)
      throws IOException {
    NDArray array = source.read(scope, parameter.name());
    Shapes.require(array, parameter.name(), "out in", parameter.shape());
    return array;
  }
}
