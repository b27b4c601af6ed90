package io.nullscope.transformer;

/** GPT-2 as in Radford et al. 2019. */
final class Gpt2Oracle extends Oracle {

  private final Gpt2Config config;

  Gpt2Oracle(Gpt2Config config, RandomWeights weights) {
    super(weights);
    this.config = config;
  }

  @Override
  int layers() {
    return config.layers();
  }

  @Override
  double[][] embed(int[] tokens) {
    double[][] table = weights.matrix("transformer.wte.weight");
    double[][] stream = new double[tokens.length][];
    for (int t = 0; t < tokens.length; t++) {
      stream[t] = table[tokens[t]].clone();
    }
    return stream;
  }

  @Override
  double[][] addPositions(double[][] embedded) {
    double[][] table = weights.matrix("transformer.wpe.weight");
    double[][] stream = new double[embedded.length][];
    for (int t = 0; t < stream.length; t++) {
      stream[t] = Naive.add(embedded[t], table[t]);
    }
    return stream;
  }

  @Override
  double[][] block(int layer, double[][] stream) {
    String prefix = "transformer.h." + layer + ".";
    double[][] attention = attention(layer, prefix + "attn.", norm(prefix + "ln_1", stream));
    double[][] afterAttention = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      afterAttention[t] = Naive.add(stream[t], attention[t]);
    }
    double[][] normed = norm(prefix + "ln_2", afterAttention);
    double[][] result = new double[stream.length][];
    for (int t = 0; t < stream.length; t++) {
      double[] inner = project(prefix + "mlp.c_fc", normed[t]);
      for (int i = 0; i < inner.length; i++) {
        inner[i] = Naive.geluTanh(inner[i]);
      }
      result[t] = Naive.add(afterAttention[t], project(prefix + "mlp.c_proj", inner));
    }
    return result;
  }

  @Override
  double[][] logits(double[][] stream) {
    double[][] normed = norm("transformer.ln_f", stream);
    double[][] unembedding =
        weights.matrix(config.tiedEmbeddings() ? "transformer.wte.weight" : "lm_head.weight");
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

  private double[][] attention(int layer, String prefix, double[][] x) {
    int width = config.width();
    int headWidth = width / config.heads();
    double scale = 1 / Math.sqrt(headWidth) / (config.scaledByDepth() ? layer + 1 : 1);
    double[][] concatenated = new double[x.length][width];
    for (int head = 0; head < config.heads(); head++) {
      double[][] queries = new double[x.length][];
      double[][] keys = new double[x.length][];
      double[][] values = new double[x.length][];
      for (int t = 0; t < x.length; t++) {
        double[] qkv = project(prefix + "c_attn", x[t]);
        queries[t] = Naive.slice(qkv, head * headWidth, headWidth);
        keys[t] = Naive.slice(qkv, width + head * headWidth, headWidth);
        values[t] = Naive.slice(qkv, 2 * width + head * headWidth, headWidth);
      }
      double[][] mixed = Naive.attend(queries, keys, values, x.length, scale);
      for (int t = 0; t < x.length; t++) {
        System.arraycopy(mixed[t], 0, concatenated[t], head * headWidth, headWidth);
      }
    }
    double[][] result = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      result[t] = project(prefix + "c_proj", concatenated[t]);
    }
    return result;
  }

  /** x W + b, with W stored as [in][out]. */
  private double[] project(String name, double[] x) {
    double[][] weight = weights.matrix(name + ".weight");
    double[] y = weights.vector(name + ".bias");
    for (int i = 0; i < x.length; i++) {
      for (int o = 0; o < y.length; o++) {
        y[o] += x[i] * weight[i][o];
      }
    }
    return y;
  }
}
