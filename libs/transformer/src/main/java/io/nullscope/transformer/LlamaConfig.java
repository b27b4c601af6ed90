package io.nullscope.transformer;

import java.util.List;

/**
 * Llama: grouped-query attention, rotary embedding on whole heads (half-split), RMS norms,
 * SiLU-gated MLP, no biases. See Touvron et al. 2023, arXiv 2302.13971.
 *
 * @param layers blocks L
 * @param width residual width D
 * @param heads query heads H
 * @param keyValueHeads key/value heads K; divides H
 * @param headWidth width of one head; H times it may differ from D
 * @param feedForwardWidth inner width of the MLP
 * @param vocabularySize rows of the embedding V
 * @param maxContext longest context in tokens
 * @param normEpsilon epsilon of the RMS norms
 * @param rotaryBase base of the rotary frequencies
 * @param initializerRange standard deviation of a fresh initialisation
 * @param tiedEmbeddings true: one matrix is embedding and unembedding
 * @param bosTokenId the token that begins every document
 */
public record LlamaConfig(
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int feedForwardWidth,
    int vocabularySize,
    int maxContext,
    double normEpsilon,
    double rotaryBase,
    double initializerRange,
    boolean tiedEmbeddings,
    int bosTokenId)
    implements TransformerConfig {

  static final String FAMILY = "llama";
  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String UNEMBEDDING = "lm_head.weight";

  private static final double DEFAULT_ROTARY_BASE = 10_000;

  static LlamaConfig read(ConfigFields fields) {
    fields.requireArchitecture("LlamaForCausalLM");
    refuseUnsupported(fields);
    RotaryOptions rotary = RotaryOptions.read(fields);
    double rotaryFraction = rotary.find("partial_rotary_factor", "partial_rotary_factor").orElse(1);
    if (rotaryFraction != 1) {
      throw fields.unsupported(
          "partial_rotary_factor", rotaryFraction, "Llama heads are rotated whole");
    }
    int width = fields.size("hidden_size", ConfigFields.MAX_WIDTH);
    int heads = fields.size("num_attention_heads", ConfigFields.MAX_WIDTH);
    int vocabulary = fields.size("vocab_size", ConfigFields.MAX_VOCABULARY);
    // Fields with a default came into the format after the first Llama models; the default is what
    // those models mean.
    return new LlamaConfig(
        fields.size("num_hidden_layers", ConfigFields.MAX_LAYERS),
        width,
        heads,
        keyValueHeads(fields, heads),
        headWidth(fields, width, heads),
        fields.size("intermediate_size", ConfigFields.MAX_WIDTH),
        vocabulary,
        fields.size("max_position_embeddings", ConfigFields.MAX_CONTEXT),
        fields.positive("rms_norm_eps"),
        rotary.find("rope_theta", "rope_theta").orElse(DEFAULT_ROTARY_BASE),
        fields.positive("initializer_range"),
        fields.flag("tie_word_embeddings", false),
        fields.tokenId("bos_token_id", vocabulary));
  }

  private static void refuseUnsupported(ConfigFields fields) {
    fields.requireText("hidden_act", List.of("silu"));
    fields.requireFlag("attention_bias", false, false);
    fields.requireFlag("mlp_bias", false, false);
    fields.requireAbsent("sliding_window", "attention sees the whole context here");
    fields.requireAbsent("quantization_config", "convert the weights to a floating-point type");
    fields.requireAbsent("auto_map", "models that bring their own code cannot be run");
  }

  private static int keyValueHeads(ConfigFields fields, int heads) {
    int keyValueHeads = fields.size("num_key_value_heads", ConfigFields.MAX_WIDTH, heads);
    if (heads % keyValueHeads != 0) {
      throw fields.contradiction(
          "\"num_attention_heads\" %d is not a multiple of \"num_key_value_heads\" %d"
              .formatted(heads, keyValueHeads));
    }
    return keyValueHeads;
  }

  private static int headWidth(ConfigFields fields, int width, int heads) {
    if (!fields.has("head_dim") && width % heads != 0) {
      throw fields.contradiction(
          "\"hidden_size\" %d is not a multiple of \"num_attention_heads\" %d and there is no \"head_dim\""
              .formatted(width, heads));
    }
    int headWidth = fields.size("head_dim", ConfigFields.MAX_WIDTH, width / heads);
    if (headWidth % 2 != 0) {
      throw fields.contradiction(
          "heads have %d dimensions; rotary embedding needs an even number".formatted(headWidth));
    }
    return headWidth;
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public int rotaryWidth() {
    return headWidth;
  }

  @Override
  public List<ParameterSpec> parameters() {
    long queries = (long) heads * headWidth;
    long keys = (long) keyValueHeads * headWidth;
    HeadLayout queryHeads = HeadLayout.single(0, heads, headWidth);
    HeadLayout keyHeads = HeadLayout.single(0, keyValueHeads, headWidth);
    ParameterList all = new ParameterList();
    all.add(ParameterSpec.embedding(EMBEDDING, vocabularySize, width));
    for (int layer = 0; layer < layers; layer++) {
      all.descend();
      String block = "model.layers." + layer + ".";
      String attention = block + "self_attn.";
      all.add(ParameterSpec.input(attention + "q_proj.weight", queries, width).with(queryHeads));
      all.add(ParameterSpec.input(attention + "k_proj.weight", keys, width).with(keyHeads));
      all.add(ParameterSpec.input(attention + "v_proj.weight", keys, width).with(keyHeads));
      all.add(
          ParameterSpec.output(attention + "o_proj.weight", width, queries)
              .with(HeadLayout.single(1, heads, headWidth)));
      all.add(ParameterSpec.input(block + "mlp.gate_proj.weight", feedForwardWidth, width));
      all.add(ParameterSpec.input(block + "mlp.up_proj.weight", feedForwardWidth, width));
      all.add(ParameterSpec.output(block + "mlp.down_proj.weight", width, feedForwardWidth));
      all.add(ParameterSpec.gain(block + "input_layernorm.weight", width));
      all.add(ParameterSpec.gain(block + "post_attention_layernorm.weight", width));
    }
    all.descend();
    all.add(ParameterSpec.gain("model.norm.weight", width));
    if (!tiedEmbeddings) {
      all.add(ParameterSpec.unembedding(UNEMBEDDING, vocabularySize, width));
    }
    return all.toList();
  }
}
