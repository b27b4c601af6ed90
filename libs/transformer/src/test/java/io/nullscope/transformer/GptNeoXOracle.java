package io.nullscope.transformer;

/** GPT-NeoX as in Black et al. 2022, with Pythia's per-head order of query, key and value. */
final class GptNeoXOracle extends Oracle {

  private final GptNeoXConfig config;

  GptNeoXOracle(GptNeoXConfig config, RandomWeights weights) {
    super(weights);
    this.config = config;
  }

  @Override
  int layers() {
    return config.layers();
  }

  @Override
  double[][] embed(int[] tokens) {
    double[][] table = weights.matrix("gpt_neox.embed_in.weight");
    double[][] stream = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      stream[t] = table[tokens[t]].clone();
    }
    return stream;
  }

  @Override
  double[][] block(int layer, double[][] stream) {
    String prefix = "gpt_neox.layers." + layer + ".";
    double[][] attention =
        attention(prefix + "attention.", norm(prefix + "input_layernorm", stream));
    double[][] afterAttention = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      afterAttention[t] = Naive.add(stream[t], attention[t]);
    }
    double[][] mlpInput = config.parallelResidual() ? stream : afterAttention;
    double[][] mlp = mlp(prefix + "mlp.", norm(prefix + "post_attention_layernorm", mlpInput));
    double[][] result = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      result[t] = Naive.add(afterAttention[t], mlp[t]);
    }
    return result;
  }

  @Override
  double[][] logits(double[][] stream) {
    double[][] normed = norm("gpt_neox.final_layer_norm", stream);
    double[][] unembedding = weights.matrix("embed_out.weight");
    double[][] logits = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      logits[t] = Naive.linear(normed[t], unembedding, null);
    }
    return logits;
  }

  private double[][] norm(String name, double[][] stream) {
    double[] gain = weights.vector(name + ".weight");
    double[] bias = weights.vector(name + ".bias");
    double[][] normed = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      normed[t] = Naive.layerNorm(stream[t], gain, bias, config.normEpsilon());
    }
    return normed;
  }

  private double[][] attention(String prefix, double[][] x) {
    double[][] weight = weights.matrix(prefix + "query_key_value.weight");
    double[] bias = weights.find(prefix + "query_key_value.bias");
    int width = config.width() / config.heads();
    double[] frequencies =
        Naive.frequencies((int) (width * config.rotaryFraction()), config.rotaryBase());
    double[][] concatenated = new double[x.length][config.width()];
    for (int head = 0; head < config.heads(); head++) {
      double[][] queries = new double[x.length][];
      double[][] keys = new double[x.length][];
      double[][] values = new double[x.length][];
      for (int t = 0; t < x.length; t++) {
        double[] qkv = Naive.linear(x[t], weight, bias);
        int at = head * 3 * width;
        queries[t] = Naive.rotate(Naive.slice(qkv, at, width), t, frequencies);
        keys[t] = Naive.rotate(Naive.slice(qkv, at + width, width), t, frequencies);
        values[t] = Naive.slice(qkv, at + 2 * width, width);
      }
      double[][] mixed = Naive.attend(queries, keys, values, x.length, 1 / Math.sqrt(width));
      for (int t = 0; t < x.length; t++) {
        System.arraycopy(mixed[t], 0, concatenated[t], head * width, width);
      }
    }
    double[][] dense = weights.matrix(prefix + "dense.weight");
    double[] denseBias = weights.find(prefix + "dense.bias");
    double[][] result = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      result[t] = Naive.linear(concatenated[t], dense, denseBias);
    }
    return result;
  }

  private double[][] mlp(String prefix, double[][] x) {
    double[][] result = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double[] inner =
          Naive.linear(
              x[t],
              weights.matrix(prefix + "dense_h_to_4h.weight"),
              weights.vector(prefix + "dense_h_to_4h.bias"));
      for (int i = 0; i < inner.length; i++) {
        inner[i] = Naive.gelu(inner[i]);
      }
      result[t] =
          Naive.linear(
              inner,
              weights.matrix(prefix + "dense_4h_to_h.weight"),
              weights.vector(prefix + "dense_4h_to_h.bias"));
    }
    return result;
  }
}
