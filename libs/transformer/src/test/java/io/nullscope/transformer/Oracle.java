package io.nullscope.transformer;

/** A forward pass of one window, written down as the papers do; slow and in double precision. */
abstract class Oracle {

  final RandomWeights weights;

  Oracle(RandomWeights weights) {
    this.weights = weights;
  }

  static Oracle of(TransformerConfig config, RandomWeights weights) {
    if (config instanceof LlamaConfig llama) {
      return new LlamaOracle(llama, weights);
    }
    return config instanceof Gpt2Config gpt2
        ? new Gpt2Oracle(gpt2, weights)
        : new GptNeoXOracle((GptNeoXConfig) config, weights);
  }

  /** The token embedding: [S][D]. */
  abstract double[][] embed(int[] tokens);

  /** What enters the first block, from token embeddings or what replaces them: [S][D]. */
  double[][] addPositions(double[][] embedded) {
    return embedded;
  }

  /** The stream after a block, from the stream before it: [S][D]. */
  abstract double[][] block(int layer, double[][] stream);

  /** Logits from the stream after the last block: [S][V]. */
  abstract double[][] logits(double[][] stream);

  abstract int layers();

  /** The streams after all blocks from {@code first} on. */
  double[][][] residuals(double[][] input, int first) {
    double[][][] streams = new double[layers() - first][][];
    double[][] stream = input;
    for (int layer = first; layer < layers(); layer++) {
      stream = block(layer, stream);
      streams[layer - first] = stream;
    }
    return streams;
  }

  /** Losses when {@code input} goes into block {@code first}: [S-1]. */
  double[] losses(double[][] input, int first, int[] tokens) {
    double[][] last = first == layers() ? input : residuals(input, first)[layers() - first - 1];
    double[][] logits = logits(last);
    double[] losses = new double[tokens.length - 1];
    for (int t = 0; t < losses.length; t++) {
      losses[t] = Naive.logSumExp(logits[t]) - logits[t][tokens[t + 1]];
    }
    return losses;
  }
}
