package io.nullscope.transformer;

/** Llama as in Touvron et al. 2023, with the grouped-query attention of Ainslie et al. 2023. */
final class LlamaOracle extends Oracle {

  private final LlamaConfig config;

  LlamaOracle(LlamaConfig config, RandomWeights weights) {
    super(weights);
    this.config = config;
  }

  @Override
  int layers() {
    return config.layers();
  }

  @Override
  double[][] embed(int[] tokens) {
    double[][] table = weights.matrix("model.embed_tokens.weight");
    double[][] stream = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      stream[t] = table[tokens[t]].clone();
    }
    return stream;
  }

  @Override
  double[][] block(int layer, double[][] stream) {
    String prefix = "model.layers." + layer + ".";
    double[][] attention =
        attention(prefix + "self_attn.", norm(prefix + "input_layernorm.weight", stream));
    double[][] afterAttention = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      afterAttention[t] = Naive.add(stream[t], attention[t]);
    }
    double[][] normed = norm(prefix + "post_attention_layernorm.weight", afterAttention);
    double[][] result = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      result[t] = Naive.add(afterAttention[t], mlp(prefix + "mlp.", normed[t]));
    }
    return result;
  }

  @Override
  double[][] logits(double[][] stream) {
    double[][] normed = norm("model.norm.weight", stream);
    double[][] unembedding =
        weights.matrix(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
    double[][] logits = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      logits[t] = Naive.linear(normed[t], unembedding, null);
    }
    return logits;
  }

  private double[][] norm(String name, double[][] stream) {
    double[] gain = weights.vector(name);
    double[][] normed = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      normed[t] = Naive.rmsNorm(stream[t], gain, config.normEpsilon());
    }
    return normed;
  }

  private double[][] attention(String prefix, double[][] x) {
    int width = config.headWidth();
    int group = config.heads() / config.keyValueHeads();
    double[][] allQueries = project(prefix + "q_proj.weight", x);
    double[][] allKeys = project(prefix + "k_proj.weight", x);
    double[][] allValues = project(prefix + "v_proj.weight", x);
    double[][] concatenated = new double[x.length][config.heads() * width];
    for (int head = 0; head < config.heads(); head++) {
      double[][] queries = new double[x.length][];
      double[][] keys = new double[x.length][];
      double[][] values = new double[x.length][];
      int shared = head / group;
      for (int t = 0; t < x.length; t++) {
        queries[t] =
            Naive.rotate(
                Naive.slice(allQueries[t], head * width, width), t, width, config.rotaryBase());
        keys[t] =
            Naive.rotate(
                Naive.slice(allKeys[t], shared * width, width), t, width, config.rotaryBase());
        values[t] = Naive.slice(allValues[t], shared * width, width);
      }
      double[][] mixed = Naive.attend(queries, keys, values);
      for (int t = 0; t < x.length; t++) {
        System.arraycopy(mixed[t], 0, concatenated[t], head * width, width);
      }
    }
    return project(prefix + "o_proj.weight", concatenated);
  }

  private double[][] project(String name, double[][] x) {
    double[][] weight = weights.matrix(name);
    double[][] projected = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      projected[t] = Naive.linear(x[t], weight, null);
    }
    return projected;
  }

  private double[] mlp(String prefix, double[] x) {
    double[] gate = Naive.linear(x, weights.matrix(prefix + "gate_proj.weight"), null);
    double[] up = Naive.linear(x, weights.matrix(prefix + "up_proj.weight"), null);
    double[] inner = new double[gate.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = Naive.silu(gate[i]) * up[i];
    }
    return Naive.linear(inner, weights.matrix(prefix + "down_proj.weight"), null);
  }
}
