package io.nullscope.transformer;

import java.util.List;
import java.util.OptionalInt;

/**
 * GPT-NeoX (Pythia): query, key and value interleaved per head, partial rotary embedding, layer
 * norms with biases, exact (erf) GELU, unembedding of its own. See Black et al. 2022, arXiv
 * 2204.06745.
 *
 * @param layers blocks L
 * @param width residual width D
 * @param heads attention heads H; divides D
 * @param feedForwardWidth inner width of the MLP
 * @param vocabularySize rows of the embedding V
 * @param maxContext longest context in tokens
 * @param normEpsilon epsilon of the layer norms
 * @param rotaryBase base of the rotary frequencies
 * @param rotaryFraction the part of each head that is rotated, above 0, at most 1
 * @param attentionBias true: query-key-value and attention output have biases
 * @param parallelResidual true: attention and MLP both read the block's input; false: one after the
 *     other
 * @param bosTokenId the token that begins a text, where the configuration names one
 */
public record GptNeoXConfig(
    int layers,
    int width,
    int heads,
    int feedForwardWidth,
    int vocabularySize,
    int maxContext,
    double normEpsilon,
    double rotaryBase,
    double rotaryFraction,
    boolean attentionBias,
    boolean parallelResidual,
    OptionalInt bosTokenId)
    implements TransformerConfig {

  static final String FAMILY = "gpt_neox";

  // What transformers takes for a field that is not there.
  private static final double DEFAULT_NORM_EPSILON = 1e-5;
  private static final double DEFAULT_ROTARY_BASE = 10_000;
  private static final double DEFAULT_ROTARY_FRACTION = 0.25;

  static GptNeoXConfig read(ConfigFields fields) {
    fields.requireArchitecture("GPTNeoXForCausalLM");
    refuseUnsupported(fields);
    RotaryOptions rotary = RotaryOptions.read(fields, List.of(RotaryOptions.DEFAULT));
    int width = fields.size("hidden_size", ConfigFields.MAX_WIDTH);
    int heads = fields.size("num_attention_heads", ConfigFields.MAX_WIDTH);
    if (width % heads != 0) {
      throw fields.contradiction(
          "\"hidden_size\" %d is not a multiple of \"num_attention_heads\" %d"
              .formatted(width, heads));
    }
    if (fields.size("head_dim", ConfigFields.MAX_WIDTH, width / heads) != width / heads) {
      throw fields.contradiction(
          "\"head_dim\" is not \"hidden_size\" %d divided by \"num_attention_heads\" %d"
              .formatted(width, heads));
    }
    int vocabulary = fields.size("vocab_size", ConfigFields.MAX_VOCABULARY);
    GptNeoXConfig config =
        new GptNeoXConfig(
            fields.size("num_hidden_layers", ConfigFields.MAX_LAYERS),
            width,
            heads,
            fields.size("intermediate_size", ConfigFields.MAX_WIDTH),
            vocabulary,
            fields.size("max_position_embeddings", ConfigFields.MAX_CONTEXT),
            fields.positive("layer_norm_eps", DEFAULT_NORM_EPSILON),
            rotary.find("rotary_emb_base", "rope_theta").orElse(DEFAULT_ROTARY_BASE),
            rotary.find("rotary_pct", "partial_rotary_factor").orElse(DEFAULT_ROTARY_FRACTION),
            fields.flag("attention_bias", true),
            fields.flag("use_parallel_residual", true),
            fields.tokenId("bos_token_id"));
    requireRotaryWidth(fields, config);
    return config;
  }

  private static void refuseUnsupported(ConfigFields fields) {
    // "gelu" is the exact form; "gelu_new" and "gelu_fast" are tanh approximations.
    fields.requireTextIfStated("hidden_act", List.of("gelu"));
    fields.requireFlag("tie_word_embeddings", false, false);
    fields.requireAbsent("sliding_window", "a GPT-NeoX model attends to its whole context");
    fields.requireAbsent("layer_types", "all blocks of a GPT-NeoX model attend alike");
    // transformers reads neither of them here.
    fields.requireAbsent("rope_theta", "GPT-NeoX calls it \"rotary_emb_base\"");
    fields.requireAbsent("partial_rotary_factor", "GPT-NeoX calls it \"rotary_pct\"");
    fields.refuseUniversal();
  }

  private static void requireRotaryWidth(ConfigFields fields, GptNeoXConfig config) {
    int rotated = config.rotary().width();
    if (config.rotaryFraction > 1 || rotated < 2 || rotated % 2 != 0) {
      throw fields.contradiction(
          "the rotary fraction %s of a head of %d dimensions rotates %d of them; expected an even number from 2 to %d"
              .formatted(config.rotaryFraction, config.headWidth(), rotated, config.headWidth()));
    }
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public int headWidth() {
    return width / heads;
  }

  @Override
  public boolean tiedEmbeddings() {
    return false;
  }

  /** The rotary embedding of a part of each head. */
  public Rotary rotary() {
    return new Rotary((int) (headWidth() * rotaryFraction), rotaryBase, new RotaryScaling.None());
  }

  @Override
  public List<ParameterSpec> parameters() {
    HeadLayout fused = new HeadLayout(0, heads, headWidth(), 3, true);
    ParameterList all = new ParameterList();
    all.add(ParameterSpec.embedding("gpt_neox.embed_in.weight", vocabularySize, width));
    for (int layer = 0; layer < layers; layer++) {
      all.descend();
      String block = "gpt_neox.layers." + layer + ".";
      String attention = block + "attention.";
      addNorm(all, block + "input_layernorm");
      addNorm(all, block + "post_attention_layernorm");
      all.add(
          ParameterSpec.input(attention + "query_key_value.weight", 3L * width, width).with(fused));
      if (attentionBias) {
        all.add(ParameterSpec.bias(attention + "query_key_value.bias", 3L * width).with(fused));
      }
      all.add(
          ParameterSpec.output(attention + "dense.weight", width, width)
              .with(HeadLayout.single(1, heads, headWidth())));
      if (attentionBias) {
        all.add(ParameterSpec.bias(attention + "dense.bias", width));
      }
      all.add(ParameterSpec.input(block + "mlp.dense_h_to_4h.weight", feedForwardWidth, width));
      all.add(ParameterSpec.bias(block + "mlp.dense_h_to_4h.bias", feedForwardWidth));
      all.add(ParameterSpec.output(block + "mlp.dense_4h_to_h.weight", width, feedForwardWidth));
      all.add(ParameterSpec.bias(block + "mlp.dense_4h_to_h.bias", width));
    }
    all.descend();
    addNorm(all, "gpt_neox.final_layer_norm");
    all.add(ParameterSpec.unembedding("embed_out.weight", vocabularySize, width));
    return all.toList();
  }

  private void addNorm(ParameterList all, String name) {
    all.add(ParameterSpec.gain(name + ".weight", width));
    all.add(ParameterSpec.normBias(name + ".bias", width));
  }
}
