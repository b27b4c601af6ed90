package io.nullscope.transformer;

/**
 * Llama as in Touvron et al. 2023, with the grouped-query attention of Ainslie et al. 2023, and the
 * variations of its relatives.
 */
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
        attention(layer, prefix + "self_attn.", norm(prefix + "input_layernorm.weight", stream));
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

  private double[][] attention(int layer, String prefix, double[][] x) {
    int width = config.headWidth();
    int group = config.heads() / config.keyValueHeads();
    double[][] allQueries = project(prefix + "q_proj", x);
    double[][] allKeys = project(prefix + "k_proj", x);
    double[][] allValues = project(prefix + "v_proj", x);
    double[] frequencies = frequencies();
    double[][] concatenated = new double[x.length][config.heads() * width];
    for (int head = 0; head < config.heads(); head++) {
      double[][] queries = new double[x.length][];
      double[][] keys = new double[x.length][];
      double[][] values = new double[x.length][];
      int shared = head / group;
      for (int t = 0; t < x.length; t++) {
        double[] query = Naive.slice(allQueries[t], head * width, width);
        double[] key = Naive.slice(allKeys[t], shared * width, width);
        queries[t] = Naive.rotate(headNorm(prefix + "q_norm", query), t, frequencies);
        keys[t] = Naive.rotate(headNorm(prefix + "k_norm", key), t, frequencies);
        values[t] = Naive.slice(allValues[t], shared * width, width);
      }
      double[][] mixed =
          Naive.attend(queries, keys, values, window(layer, x.length), 1 / Math.sqrt(width));
      for (int t = 0; t < x.length; t++) {
        System.arraycopy(mixed[t], 0, concatenated[t], head * width, width);
      }
    }
    return project(prefix + "o_proj", concatenated);
  }

  private int window(int layer, int whole) {
    return config
        .variation()
        .window()
        .filter(window -> window.layers().contains(layer))
        .map(SlidingWindow::tokens)
        .orElse(whole);
  }

  private double[] headNorm(String name, double[] head) {
    return config.variation().queryKeyNorm()
        ? Naive.rmsNorm(head, weights.vector(name + ".weight"), config.normEpsilon())
        : head;
  }

  /** As transformers writes the scaling of Llama 3.1 down, by wavelengths. */
  private double[] frequencies() {
    double[] frequencies = Naive.frequencies(config.headWidth(), config.rotary().base());
    for (int j = 0; j < frequencies.length; j++) {
      if (config.rotary().scaling() instanceof RotaryScaling.Linear linear) {
        frequencies[j] /= linear.factor();
      } else if (config.rotary().scaling() instanceof RotaryScaling.Llama3 llama3) {
        double wavelength = 2 * Math.PI / frequencies[j];
        double context = llama3.originalContext();
        if (wavelength > context / llama3.lowFrequencyFactor()) {
          frequencies[j] /= llama3.factor();
        } else if (wavelength >= context / llama3.highFrequencyFactor()) {
          double smooth =
              (context / wavelength - llama3.lowFrequencyFactor())
                  / (llama3.highFrequencyFactor() - llama3.lowFrequencyFactor());
          frequencies[j] =
              (1 - smooth) * frequencies[j] / llama3.factor() + smooth * frequencies[j];
        }
      }
    }
    return frequencies;
  }

  private double[][] project(String name, double[][] x) {
    double[][] projected = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      projected[t] = linear(name, x[t]);
    }
    return projected;
  }

  private double[] linear(String name, double[] x) {
    return Naive.linear(x, weights.matrix(name + ".weight"), weights.find(name + ".bias"));
  }

  private double[] mlp(String prefix, double[] x) {
    double[] gate = linear(prefix + "gate_proj", x);
    double[] up = linear(prefix + "up_proj", x);
    double[] inner = new double[gate.length];
    for (int i = 0; i < inner.length; i++) {
      inner[i] = Naive.silu(gate[i]) * up[i];
    }
    return linear(prefix + "down_proj", inner);
  }
}
