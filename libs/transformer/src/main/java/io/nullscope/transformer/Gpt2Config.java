package io.nullscope.transformer;

import java.util.List;
import java.util.OptionalInt;

/**
 * GPT-2: learned position embedding, layer norms with biases before attention and MLP, fused query,
 * key and value in three blocks, GELU in its tanh approximation, matrices stored as [in, out]. See
 * Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
 *
 * @param layers blocks L
 * @param width residual width D
 * @param heads attention heads H; divides D
 * @param feedForwardWidth inner width of the MLP
 * @param vocabularySize rows of the embedding V
 * @param maxContext rows of the position embedding
 * @param normEpsilon epsilon of the layer norms
 * @param scaledByDepth true: attention scores of block n, from 0, are also divided by n + 1
 * @param initializerRange standard deviation of a fresh initialisation
 * @param tiedEmbeddings true: one matrix is token embedding and unembedding
 * @param bosTokenId the token that begins a text, where the configuration names one
 */
public record Gpt2Config(
    int layers,
    int width,
    int heads,
    int feedForwardWidth,
    int vocabularySize,
    int maxContext,
    double normEpsilon,
    boolean scaledByDepth,
    double initializerRange,
    boolean tiedEmbeddings,
    OptionalInt bosTokenId)
    implements TransformerConfig {

  static final String FAMILY = "gpt2";

  // What transformers takes for a field that is not there.
  private static final double DEFAULT_NORM_EPSILON = 1e-5;
  private static final double DEFAULT_INITIALIZER_RANGE = 0.02;

  static Gpt2Config read(ConfigFields fields) {
    fields.requireArchitecture("GPT2LMHeadModel");
    refuseUnsupported(fields);
    int width = fields.sizeOfTwoNames("n_embd", "hidden_size", ConfigFields.MAX_WIDTH);
    int heads = fields.sizeOfTwoNames("n_head", "num_attention_heads", ConfigFields.MAX_WIDTH);
    if (width % heads != 0) {
      throw fields.contradiction(
          "\"n_embd\" %d is not a multiple of \"n_head\" %d".formatted(width, heads));
    }
    int vocabulary = fields.size("vocab_size", ConfigFields.MAX_VOCABULARY);
    return new Gpt2Config(
        fields.sizeOfTwoNames("n_layer", "num_hidden_layers", ConfigFields.MAX_LAYERS),
        width,
        heads,
        fields.size("n_inner", 4 * ConfigFields.MAX_WIDTH, 4 * width),
        vocabulary,
        fields.sizeOfTwoNames("n_positions", "max_position_embeddings", ConfigFields.MAX_CONTEXT),
        fields.positive("layer_norm_epsilon", DEFAULT_NORM_EPSILON),
        fields.flag("scale_attn_by_inverse_layer_idx", false),
        fields.positive("initializer_range", DEFAULT_INITIALIZER_RANGE),
        fields.flag("tie_word_embeddings", true),
        fields.tokenId("bos_token_id"));
  }

  private static void refuseUnsupported(ConfigFields fields) {
    // Both names are the tanh approximation; "gelu" is the exact form.
    fields.requireTextIfStated("activation_function", List.of("gelu_new", "gelu_pytorch_tanh"));
    fields.requireTextIfStated("position_embedding_type", List.of("absolute"));
    fields.requireFlag("scale_attn_weights", true, true);
    fields.requireAbsent("sliding_window", "a GPT-2 model attends to its whole context");
    fields.requireAbsent("layer_types", "all blocks of a GPT-2 model attend alike");
    // In float32 this changes the order of a multiplication only.
    fields.flag("reorder_and_upcast_attn", false);
    fields.refuseUniversal();
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
  public List<ParameterSpec> parameters() {
    ParameterList all = new ParameterList();
    all.add(ParameterSpec.embedding("transformer.wte.weight", vocabularySize, width));
    all.add(ParameterSpec.positionEmbedding("transformer.wpe.weight", maxContext, width));
    for (int layer = 0; layer < layers; layer++) {
      all.descend();
      String block = "transformer.h." + layer + ".";
      addNorm(all, block + "ln_1");
      addAttention(all, block + "attn.");
      addNorm(all, block + "ln_2");
      all.add(ParameterSpec.input(block + "mlp.c_fc.weight", feedForwardWidth, width).transposed());
      all.add(ParameterSpec.bias(block + "mlp.c_fc.bias", feedForwardWidth));
      all.add(
          ParameterSpec.output(block + "mlp.c_proj.weight", width, feedForwardWidth).transposed());
      all.add(ParameterSpec.bias(block + "mlp.c_proj.bias", width));
    }
    all.descend();
    addNorm(all, "transformer.ln_f");
    if (!tiedEmbeddings) {
      all.add(ParameterSpec.unembedding("lm_head.weight", vocabularySize, width));
    }
    return all.toList();
  }

  private void addAttention(ParameterList all, String attention) {
    all.add(
        ParameterSpec.input(attention + "c_attn.weight", 3L * width, width)
            .transposed()
            .with(new HeadLayout(1, heads, headWidth(), 3, false)));
    all.add(
        ParameterSpec.bias(attention + "c_attn.bias", 3L * width)
            .with(new HeadLayout(0, heads, headWidth(), 3, false)));
    all.add(
        ParameterSpec.output(attention + "c_proj.weight", width, width)
            .transposed()
            .with(HeadLayout.single(0, heads, headWidth())));
    all.add(ParameterSpec.bias(attention + "c_proj.bias", width));
  }

  private void addNorm(ParameterList all, String name) {
    all.add(ParameterSpec.gain(name + ".weight", width));
    all.add(ParameterSpec.normBias(name + ".bias", width));
  }
}
