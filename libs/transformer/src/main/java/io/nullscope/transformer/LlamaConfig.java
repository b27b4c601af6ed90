package io.nullscope.transformer;

import java.util.List;
import java.util.OptionalInt;

/**
 * Llama and its relatives: grouped-query attention, rotary embedding on whole heads (half-split),
 * RMS norms, SiLU-gated MLP. See Touvron et al. 2023, arXiv 2302.13971; what Mistral, Qwen2 and
 * Qwen3 do differently is the {@link LlamaVariation}.
 *
 * @param family {@code llama}, {@code mistral}, {@code qwen2} or {@code qwen3}
 * @param layers blocks L
 * @param width residual width D
 * @param heads query heads H
 * @param keyValueHeads key/value heads K; divides H
 * @param headWidth width of one head, even; H times it may differ from D
 * @param feedForwardWidth inner width of the MLP
 * @param vocabularySize rows of the embedding V
 * @param maxContext longest context in tokens
 * @param normEpsilon epsilon of the RMS norms
 * @param rotary rotary embedding of whole heads
 * @param variation differences from Llama
 * @param initializerRange standard deviation of a fresh initialisation
 * @param tiedEmbeddings true: one matrix is embedding and unembedding
 * @param bosTokenId the token that begins a text, where the configuration names one
 */
public record LlamaConfig(
    String family,
    int layers,
    int width,
    int heads,
    int keyValueHeads,
    int headWidth,
    int feedForwardWidth,
    int vocabularySize,
    int maxContext,
    double normEpsilon,
    Rotary rotary,
    LlamaVariation variation,
    double initializerRange,
    boolean tiedEmbeddings,
    OptionalInt bosTokenId)
    implements TransformerConfig {

  // What transformers takes for a field that is not there.
  private static final double DEFAULT_ROTARY_BASE = 10_000;
  private static final double DEFAULT_NORM_EPSILON = 1e-6;
  private static final double DEFAULT_INITIALIZER_RANGE = 0.02;

  static LlamaConfig read(ConfigFields fields, LlamaMember member) {
    fields.requireArchitecture(member.architecture());
    fields.refuseUniversal();
    // Two names of one function.
    fields.requireTextIfStated("hidden_act", List.of("silu", "swish"));
    // GPT-NeoX's names, which nothing reads here.
    fields.requireAbsent("rotary_emb_base", "Llama calls it \"rope_theta\"");
    fields.requireNeutral("rotary_pct", 1, "Llama heads are rotated whole");
    int width = fields.size("hidden_size", ConfigFields.MAX_WIDTH);
    int heads = fields.size("num_attention_heads", ConfigFields.MAX_WIDTH);
    int vocabulary = fields.size("vocab_size", ConfigFields.MAX_VOCABULARY);
    int layers = fields.size("num_hidden_layers", ConfigFields.MAX_LAYERS);
    int headWidth = headWidth(fields, width, heads, member);
    // Fields with a default came into the format after the first Llama models; the default is what
    // those models mean.
    return new LlamaConfig(
        member.modelType(),
        layers,
        width,
        heads,
        keyValueHeads(fields, heads, member),
        headWidth,
        fields.size("intermediate_size", ConfigFields.MAX_WIDTH),
        vocabulary,
        fields.size("max_position_embeddings", ConfigFields.MAX_CONTEXT),
        fields.positive("rms_norm_eps", DEFAULT_NORM_EPSILON),
        rotary(fields, headWidth),
        member.read(fields, layers),
        fields.positive("initializer_range", DEFAULT_INITIALIZER_RANGE),
        fields.flag("tie_word_embeddings", false),
        fields.tokenId("bos_token_id"));
  }

  private static Rotary rotary(ConfigFields fields, int headWidth) {
    RotaryOptions options =
        RotaryOptions.read(
            fields, List.of(RotaryOptions.DEFAULT, RotaryOptions.LINEAR, RotaryOptions.LLAMA_3));
    double rotaryFraction =
        options.find("partial_rotary_factor", "partial_rotary_factor").orElse(1);
    if (rotaryFraction != 1) {
      throw fields.unsupported(
          "partial_rotary_factor", rotaryFraction, "Llama heads are rotated whole");
    }
    return new Rotary(
        headWidth,
        options.find("rope_theta", "rope_theta").orElse(DEFAULT_ROTARY_BASE),
        options.scaling());
  }

  private static int keyValueHeads(ConfigFields fields, int heads, LlamaMember member) {
    int keyValueHeads =
        member == LlamaMember.LLAMA || fields.isNull("num_key_value_heads")
            ? fields.size("num_key_value_heads", ConfigFields.MAX_WIDTH, heads)
            : fields.size("num_key_value_heads", ConfigFields.MAX_WIDTH);
    if (heads % keyValueHeads != 0) {
      throw fields.contradiction(
          "\"num_attention_heads\" %d is not a multiple of \"num_key_value_heads\" %d"
              .formatted(heads, keyValueHeads));
    }
    return keyValueHeads;
  }

  private static int headWidth(ConfigFields fields, int width, int heads, LlamaMember member) {
    if (member == LlamaMember.QWEN3) {
      return evenHeadWidth(fields, fields.size("head_dim", ConfigFields.MAX_WIDTH));
    }
    if (!fields.has("head_dim") && width % heads != 0) {
      throw fields.contradiction(
          "\"hidden_size\" %d is not a multiple of \"num_attention_heads\" %d and there is no \"head_dim\""
              .formatted(width, heads));
    }
    return evenHeadWidth(fields, fields.size("head_dim", ConfigFields.MAX_WIDTH, width / heads));
  }

  private static int evenHeadWidth(ConfigFields fields, int headWidth) {
    if (headWidth % 2 != 0) {
      throw fields.contradiction(
          "heads have %d dimensions; rotary embedding needs an even number".formatted(headWidth));
    }
    return headWidth;
  }

  @Override
  public List<ParameterSpec> parameters() {
    ParameterList all = new ParameterList();
    all.add(ParameterSpec.embedding("model.embed_tokens.weight", vocabularySize, width));
    for (int layer = 0; layer < layers; layer++) {
      all.descend();
      String block = "model.layers." + layer + ".";
      addAttention(all, block + "self_attn.");
      addMlp(all, block + "mlp.");
      all.add(ParameterSpec.gain(block + "input_layernorm.weight", width));
      all.add(ParameterSpec.gain(block + "post_attention_layernorm.weight", width));
    }
    all.descend();
    all.add(ParameterSpec.gain("model.norm.weight", width));
    if (!tiedEmbeddings) {
      all.add(ParameterSpec.unembedding("lm_head.weight", vocabularySize, width));
    }
    return all.toList();
  }

  private void addAttention(ParameterList all, String attention) {
    long queries = (long) heads * headWidth;
    long keys = (long) keyValueHeads * headWidth;
    HeadLayout queryHeads = HeadLayout.single(0, heads, headWidth);
    HeadLayout keyHeads = HeadLayout.single(0, keyValueHeads, headWidth);
    all.add(ParameterSpec.input(attention + "q_proj.weight", queries, width).with(queryHeads));
    all.add(ParameterSpec.input(attention + "k_proj.weight", keys, width).with(keyHeads));
    all.add(ParameterSpec.input(attention + "v_proj.weight", keys, width).with(keyHeads));
    all.add(
        ParameterSpec.output(attention + "o_proj.weight", width, queries)
            .with(HeadLayout.single(1, heads, headWidth)));
    if (variation.queryKeyValueBias()) {
      all.add(ParameterSpec.bias(attention + "q_proj.bias", queries).with(queryHeads));
      all.add(ParameterSpec.bias(attention + "k_proj.bias", keys).with(keyHeads));
      all.add(ParameterSpec.bias(attention + "v_proj.bias", keys).with(keyHeads));
    }
    if (variation.outputBias()) {
      all.add(ParameterSpec.bias(attention + "o_proj.bias", width));
    }
    if (variation.queryKeyNorm()) {
      all.add(ParameterSpec.gain(attention + "q_norm.weight", headWidth));
      all.add(ParameterSpec.gain(attention + "k_norm.weight", headWidth));
    }
  }

  private void addMlp(ParameterList all, String mlp) {
    all.add(ParameterSpec.input(mlp + "gate_proj.weight", feedForwardWidth, width));
    all.add(ParameterSpec.input(mlp + "up_proj.weight", feedForwardWidth, width));
    all.add(ParameterSpec.output(mlp + "down_proj.weight", width, feedForwardWidth));
    if (variation.mlpBias()) {
      all.add(ParameterSpec.bias(mlp + "gate_proj.bias", feedForwardWidth));
      all.add(ParameterSpec.bias(mlp + "up_proj.bias", feedForwardWidth));
      all.add(ParameterSpec.bias(mlp + "down_proj.bias", width));
    }
  }
}
