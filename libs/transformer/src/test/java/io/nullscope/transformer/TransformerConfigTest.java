package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerConfigTest {

  private static final String PYTHIA_70M =
      """
      {"architectures": ["GPTNeoXForCausalLM"], "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "gelu",
       "hidden_size": 512, "initializer_range": 0.02, "intermediate_size": 2048, "layer_norm_eps": 1e-05,
       "max_position_embeddings": 2048, "model_type": "gpt_neox", "num_attention_heads": 8, "num_hidden_layers": 6,
       "rotary_emb_base": 10000, "rotary_pct": 0.25, "tie_word_embeddings": false, "torch_dtype": "float16",
       "transformers_version": "4.24.0", "use_cache": true, "use_parallel_residual": true, "vocab_size": 50304}
      """;

  private static final String GPT_2 =
      """
      {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
       "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "gpt2",
       "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024, "resid_pdrop": 0.1,
       "summary_activation": null, "summary_first_dropout": 0.1, "summary_proj_to_labels": true, "summary_type": "cls_index",
       "summary_use_proj": true, "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}},
       "vocab_size": 50257}
      """;

  private static final String LLAMA =
      """
      {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 1,
       "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 128, "initializer_range": 0.02, "intermediate_size": 384,
       "max_position_embeddings": 512, "mlp_bias": false, "model_type": "llama", "num_attention_heads": 8,
       "num_hidden_layers": 2, "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-06,
       "rope_scaling": null, "rope_theta": 10000.0, "tie_word_embeddings": true, "vocab_size": 2048}
      """;

  @Test
  void readsPythia() {
    TransformerConfig config = parse(PYTHIA_70M);
    assertThat(config)
        .isEqualTo(
            new GptNeoXConfig(
                6, 512, 8, 2048, 50304, 2048, 1e-5, 10_000, 0.25, true, true, OptionalInt.of(0)));
    assertThat(((GptNeoXConfig) config).rotary().width()).isEqualTo(16);
    assertThat(config.headWidth()).isEqualTo(64);
    assertThat(config.family()).isEqualTo("gpt_neox");
  }

  @Test
  void readsLlama() {
    assertThat(parse(LLAMA))
        .isEqualTo(
            new LlamaConfig(
                "llama",
                2,
                128,
                8,
                4,
                16,
                384,
                2048,
                512,
                1e-6,
                new Rotary(16, 10_000, new RotaryScaling.None()),
                LlamaVariation.NONE,
                0.02,
                true,
                OptionalInt.of(1)));
  }

  @Test
  void readsTheFormOfTransformersFive() {
    ObjectNode neox = tree(PYTHIA_70M);
    neox.remove("rotary_pct");
    neox.remove("rotary_emb_base");
    neox.putObject("rope_parameters")
        .put("partial_rotary_factor", 0.25)
        .put("rope_theta", 20_000.0)
        .put("rope_type", "default");
    GptNeoXConfig config = (GptNeoXConfig) parse(neox.toString());
    assertThat(config.rotaryFraction()).isEqualTo(0.25);
    assertThat(config.rotaryBase()).isEqualTo(20_000);
  }

  @Test
  void oldLlamaConfigurationsMeanTheDefaultsOfTheirTime() {
    ObjectNode llama = tree(LLAMA);
    for (String field :
        new String[] {
          "num_key_value_heads",
          "rope_theta",
          "attention_bias",
          "mlp_bias",
          "rope_scaling",
          "tie_word_embeddings"
        }) {
      llama.remove(field);
    }
    LlamaConfig config = (LlamaConfig) parse(llama.toString());
    assertThat(config.keyValueHeads()).isEqualTo(8);
    assertThat(config.rotary().base()).isEqualTo(10_000);
    assertThat(config.tiedEmbeddings()).isFalse();
  }

  @Test
  void aHeadMayBeWiderThanItsShareOfTheStream() {
    LlamaConfig config = (LlamaConfig) parse(tree(LLAMA).put("head_dim", 32).toString());
    assertThat(config.headWidth()).isEqualTo(32);
    assertThat(config.parameters().get(1).shape()).containsExactly(256, 128);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden_size",
        "num_attention_heads",
        "num_hidden_layers",
        "intermediate_size",
        "vocab_size",
        "max_position_embeddings",
        "model_type"
      })
  void namesTheMissingFieldOfGptNeoX(String field) {
    ObjectNode neox = tree(PYTHIA_70M);
    neox.remove(field);
    assertInvalid(neox.toString(), "config.json: \"" + field + "\" is missing; expected ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden_size",
        "num_attention_heads",
        "num_hidden_layers",
        "intermediate_size",
        "vocab_size",
        "max_position_embeddings",
        "model_type"
      })
  void namesTheMissingFieldOfLlama(String field) {
    ObjectNode llama = tree(LLAMA);
    llama.remove(field);
    assertInvalid(llama.toString(), "config.json: \"" + field + "\" is missing; expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_size | 0 | \"hidden_size\" is 0; expected a whole number from 1 to 1048576",
        "hidden_size | 512.5 | \"hidden_size\" is 512.5; expected a whole number",
        "hidden_size | \"512\" | \"hidden_size\" is \"512\"; expected a whole number",
        "num_hidden_layers | 99999999999 | \"num_hidden_layers\" is 99999999999; expected a whole"
            + " number from 1 to 4096",
        "bos_token_id | [0] | \"bos_token_id\" is [0]; expected a token id",
        "layer_norm_eps | 0 | \"layer_norm_eps\" is 0; expected a number above 0",
        "layer_norm_eps | 1e999 | expected a number above 0",
        "use_parallel_residual | 1 | \"use_parallel_residual\" is 1; expected true or false",
        "hidden_act | 3 | \"hidden_act\" is 3; expected one of [gelu]",
        "rope_parameters | 3 | \"rope_parameters\" is 3; expected an object",
        "rope_parameters | {\"partial_rotary_factor\": 0.5} | \"rotary_pct\" is 0.25 but"
            + " \"rope_parameters.partial_rotary_factor\" is 0.5",
        "num_attention_heads | 7 | \"hidden_size\" 512 is not a multiple of \"num_attention_heads\""
            + " 7",
        "rotary_pct | 1.5 | the rotary fraction 1.5 of a head of 64 dimensions rotates 96",
        "rotary_pct | 0.24 | rotates 15 of them; expected an even number from 2 to 64",
        "rotary_pct | 0.01 | rotates 0 of them"
      })
  void explainsWhatIsWrongInGptNeoX(String field, String value, String message) throws Exception {
    ObjectNode neox = tree(PYTHIA_70M);
    neox.set(field, new ObjectMapper().readTree(value));
    assertInvalid(neox.toString(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_key_value_heads | 3 | \"num_attention_heads\" 8 is not a multiple of"
            + " \"num_key_value_heads\" 3",
        "hidden_size | 100 | \"hidden_size\" 100 is not a multiple of \"num_attention_heads\" 8 and"
            + " there is no \"head_dim\"",
        "head_dim | 15 | heads have 15 dimensions; rotary embedding needs an even number",
        "rope_scaling | {\"rope_type\": \"linear\"} | \"rope_scaling.factor\" is missing; expected"
            + " a number above 0",
        "rope_scaling | {\"rope_type\": \"linear\", \"factor\": -2} | \"rope_scaling.factor\" is"
            + " -2; expected a number above 0",
        "rope_scaling | {\"rope_type\": 3} | \"rope_scaling.rope_type\" is 3; expected one of"
            + " [default, linear, llama3]",
        "rope_scaling | {\"rope_type\": \"llama3\", \"factor\": 8} |"
            + " \"rope_scaling.low_freq_factor\" is missing",
        "rope_scaling | {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4,"
            + " \"high_freq_factor\": 1, \"original_max_position_embeddings\": 64} |"
            + " \"high_freq_factor\" 1.0 must be above \"low_freq_factor\" 4.0",
        "rope_scaling | {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1,"
            + " \"high_freq_factor\": 4, \"original_max_position_embeddings\": 1e30} |"
            + " \"rope_scaling.original_max_position_embeddings\" is 1.0E30; expected a whole"
            + " number",
        "layer_types | [\"full_attention\"] | \"layer_types\" is [\"full_attention\"]; expected an"
            + " array of 2, each one of [full_attention]",
        "layer_types | [3, 4] | \"layer_types\" is [3,4]; expected an array of 2",
        "head_dim | 1e12 | \"head_dim\" is 1.0E12; expected a whole number from 1 to 1048576",
        "initializer_range | -1 | \"initializer_range\" is -1; expected a number above 0"
      })
  void explainsWhatIsWrongInLlama(String field, String value, String message) throws Exception {
    ObjectNode llama = tree(LLAMA);
    llama.set(field, new ObjectMapper().readTree(value));
    assertInvalid(llama.toString(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_act | \"gelu_new\" | \"hidden_act\" is \"gelu_new\", which is not supported;"
            + " supported are [gelu]",
        "tie_word_embeddings | true | \"tie_word_embeddings\" is true",
        "rope_scaling | {\"type\": \"linear\", \"factor\": 2.0} | \"rope_scaling.type\" is"
            + " \"linear\", which is not supported; supported are [default]",
        "num_experts | 8 | \"num_experts\" is 8, which is not supported; mixtures of experts are"
            + " not implemented",
        "rope_scaling | {\"type\": \"default\", \"factor\": 2.0} | \"rope_scaling.factor\" is 2.0",
        "rope_parameters | {\"rope_type\": \"yarn\"} | \"rope_parameters.rope_type\" is \"yarn\"",
        "quantization_config | {\"bits\": 4} | \"quantization_config\"",
        "auto_map | {} | \"auto_map\"",
        "architectures | [\"GPTNeoXForSequenceClassification\"] | supported is GPTNeoXForCausalLM"
      })
  void refusesUnsupportedOptionsOfGptNeoX(String field, String value, String message)
      throws Exception {
    ObjectNode neox = tree(PYTHIA_70M);
    neox.set(field, new ObjectMapper().readTree(value));
    assertUnsupported(neox.toString(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_act | \"gelu\" | \"hidden_act\" is \"gelu\", which is not supported; supported are"
            + " [silu, swish]",
        "rope_scaling | {\"rope_type\": \"yarn\", \"factor\": 8.0} | \"rope_scaling.rope_type\" is"
            + " \"yarn\", which is not supported; supported are [default, linear, llama3]",
        "rope_scaling | {\"type\": \"dynamic\", \"factor\": 8.0} | \"rope_scaling.type\" is"
            + " \"dynamic\"",
        "rope_parameters | {\"rope_type\": \"longrope\"} | \"rope_parameters.rope_type\" is"
            + " \"longrope\"",
        "rope_parameters | {\"full_attention\": {\"rope_theta\": 1e6}} |"
            + " \"rope_parameters.full_attention\" is {\"rope_theta\":1000000.0}, which is not"
            + " supported",
        "rope_scaling | {\"rope_type\": \"linear\", \"factor\": 2, \"mscale\": 0.7} |"
            + " \"rope_scaling.mscale\" is 0.7, which is not supported; supported are [rope_type,"
            + " type, rope_theta",
        "layer_types | [\"full_attention\", \"sliding_attention\"] | \"layer_types\" is"
            + " \"sliding_attention\", which is not supported; supported are [full_attention]",
        "num_local_experts | 8 | \"num_local_experts\" is 8",
        "rope_scaling | {\"factor\": 8.0} | \"rope_scaling.factor\" is 8.0",
        "partial_rotary_factor | 0.5 | \"partial_rotary_factor\" is 0.5, which is not supported",
        "sliding_window | 4096 | \"sliding_window\" is 4096",
        "quantization_config | {\"bits\": 4} | \"quantization_config\"",
        "architectures | [\"LlamaForSequenceClassification\"] | supported is LlamaForCausalLM"
      })
  void refusesUnsupportedOptionsOfLlama(String field, String value, String message)
      throws Exception {
    ObjectNode llama = tree(LLAMA);
    llama.set(field, new ObjectMapper().readTree(value));
    assertUnsupported(llama.toString(), message);
  }

  @Test
  void readsGptTwo() {
    assertThat(parse(GPT_2))
        .isEqualTo(
            new Gpt2Config(
                12, 768, 12, 3072, 50257, 1024, 1e-5, false, 0.02, true, OptionalInt.of(50256)));
    Gpt2Config other =
        (Gpt2Config)
            parse(
                tree(GPT_2)
                    .put("n_inner", 100)
                    .put("scale_attn_by_inverse_layer_idx", true)
                    .put("reorder_and_upcast_attn", true)
                    .put("tie_word_embeddings", false)
                    .toString());
    assertThat(other.feedForwardWidth()).isEqualTo(100);
    assertThat(other.scaledByDepth()).isTrue();
    assertThat(other.tiedEmbeddings()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"n_embd", "n_head", "n_layer", "n_positions", "vocab_size"})
  void namesTheMissingFieldOfGptTwo(String field) {
    ObjectNode gpt2 = tree(GPT_2);
    gpt2.remove(field);
    assertInvalid(gpt2.toString(), "config.json: \"" + field + "\" is missing; expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n_head | 7 | \"n_embd\" 768 is not a multiple of \"n_head\" 7",
        "n_layer | -1 | \"n_layer\" is -1; expected a whole number from 1 to 4096",
        "n_inner | 0 | \"n_inner\" is 0; expected a whole number from 1 to 4194304",
        "n_positions | 9999999999999999999999 | expected a whole number from 1 to 16777216",
        "layer_norm_epsilon | \"small\" | \"layer_norm_epsilon\" is \"small\"; expected a number"
            + " above 0",
        "reorder_and_upcast_attn | 1 | \"reorder_and_upcast_attn\" is 1; expected true or false"
      })
  void explainsWhatIsWrongInGptTwo(String field, String value, String message) throws Exception {
    ObjectNode gpt2 = tree(GPT_2);
    gpt2.set(field, new ObjectMapper().readTree(value));
    assertInvalid(gpt2.toString(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation_function | \"relu\" | \"activation_function\" is \"relu\", which is not"
            + " supported; supported are [gelu_new, gelu_pytorch_tanh]",
        "scale_attn_weights | false | \"scale_attn_weights\" is false, which is not supported; only"
            + " true is supported",
        "add_cross_attention | true | \"add_cross_attention\" is true",
        "position_embedding_type | \"relative_key\" | \"position_embedding_type\" is"
            + " \"relative_key\", which is not supported; supported are [absolute]",
        "quantization_config | {\"bits\": 4} | \"quantization_config\"",
        "architectures | [\"GPT2ForSequenceClassification\"] | supported is GPT2LMHeadModel"
      })
  void refusesUnsupportedOptionsOfGptTwo(String field, String value, String message)
      throws Exception {
    ObjectNode gpt2 = tree(GPT_2);
    gpt2.set(field, new ObjectMapper().readTree(value));
    assertUnsupported(gpt2.toString(), message);
  }

  @Test
  void readsTheOptionsOfLlama() {
    ObjectNode llama = tree(LLAMA).put("attention_bias", true).put("mlp_bias", true);
    llama.remove("rope_theta");
    llama
        .putObject("rope_parameters")
        .put("rope_type", "llama3")
        .put("rope_theta", 500_000.0)
        .put("factor", 32.0)
        .put("low_freq_factor", 1.0)
        .put("high_freq_factor", 4.0)
        .put("original_max_position_embeddings", 8192);
    LlamaConfig config = (LlamaConfig) parse(llama.toString());
    assertThat(config.variation())
        .isEqualTo(new LlamaVariation(true, true, true, false, Optional.empty()));
    assertThat(config.rotary())
        .isEqualTo(new Rotary(16, 500_000, new RotaryScaling.Llama3(32, 1, 4, 8192)));
  }

  @Test
  void scalingMayBeStatedTwiceWhenBothAgree() {
    ObjectNode llama = tree(LLAMA);
    llama.putObject("rope_scaling").put("type", "linear").put("factor", 2.0);
    llama.putObject("rope_parameters").put("rope_type", "linear").put("factor", 2.0);
    assertThat(((LlamaConfig) parse(llama.toString())).rotary().scaling())
        .isEqualTo(new RotaryScaling.Linear(2));

    llama.putObject("rope_parameters").put("rope_type", "linear").put("factor", 3.0);
    assertInvalid(
        llama.toString(),
        "\"rope_scaling\" and \"rope_parameters\" scale positions differently; remove one of them");
  }

  @Test
  void readsMistral() {
    LlamaConfig config =
        (LlamaConfig) parse(relative("mistral").put("sliding_window", 64).toString());
    assertThat(config.family()).isEqualTo("mistral");
    assertThat(config.variation().window()).contains(new SlidingWindow(64, List.of(0, 1)));
    assertThat(parse(relative("mistral").putNull("sliding_window").toString()))
        .isEqualTo(withFamily("mistral", LlamaVariation.NONE));
  }

  @Test
  void readsQwenTwo() {
    LlamaVariation biased = new LlamaVariation(true, false, false, false, Optional.empty());
    // What a switched-off window says does not count.
    ObjectNode off =
        relative("qwen2")
            .put("use_sliding_window", false)
            .put("sliding_window", 64)
            .put("max_window_layers", 0);
    assertThat(parse(off.toString())).isEqualTo(withFamily("qwen2", biased));

    ObjectNode upper = off.deepCopy().put("use_sliding_window", true).put("max_window_layers", 1);
    assertThat(((LlamaConfig) parse(upper.toString())).variation().window())
        .contains(new SlidingWindow(64, List.of(1)));
    assertThat(parse(upper.deepCopy().put("max_window_layers", 28).toString()))
        .isEqualTo(withFamily("qwen2", biased));

    upper.putArray("layer_types").add("sliding_attention").add("full_attention");
    assertThat(((LlamaConfig) parse(upper.toString())).variation().window())
        .contains(new SlidingWindow(64, List.of(0)));
  }

  @Test
  void readsQwenThree() {
    LlamaConfig config =
        (LlamaConfig)
            parse(relative("qwen3").put("head_dim", 32).put("attention_bias", true).toString());
    assertThat(config.variation())
        .isEqualTo(new LlamaVariation(true, true, false, true, Optional.empty()));
    assertThat(config.headWidth()).isEqualTo(32);
    assertThat(config.parameters())
        .filteredOn(parameter -> parameter.name().endsWith("_norm.weight"))
        .extracting(parameter -> parameter.shape()[0])
        .containsExactly(32L, 32L, 32L, 32L);
  }

  /** Of transformers 5.24. */
  @Test
  void aMissingFieldIsTheDefaultOfTransformers() {
    ObjectNode llama = tree(LLAMA);
    List.of("hidden_act", "rms_norm_eps", "initializer_range").forEach(llama::remove);
    LlamaConfig config = (LlamaConfig) parse(llama.toString());
    assertThat(config.normEpsilon()).isEqualTo(1e-6);
    assertThat(config.initializerRange()).isEqualTo(0.02);

    ObjectNode gpt2 = tree(GPT_2);
    List.of("activation_function", "initializer_range").forEach(gpt2::remove);
    assertThat(((Gpt2Config) parse(gpt2.toString())).initializerRange()).isEqualTo(0.02);

    ObjectNode pythia = tree(PYTHIA_70M);
    List.of(
            "hidden_act",
            "layer_norm_eps",
            "rotary_pct",
            "rotary_emb_base",
            "use_parallel_residual")
        .forEach(pythia::remove);
    GptNeoXConfig neox = (GptNeoXConfig) parse(pythia.toString());
    assertThat(neox.normEpsilon()).isEqualTo(1e-5);
    assertThat(neox.rotaryFraction()).isEqualTo(0.25);
    assertThat(neox.rotaryBase()).isEqualTo(10_000);
    assertThat(neox.parallelResidual()).isTrue();
  }

  /** Absent is a window of 4,096 tokens to transformers, null is none. */
  @Test
  void aMistralWithoutAWindowSaysSo() {
    ObjectNode mistral = relative("mistral");
    mistral.remove("sliding_window");
    assertThat(((LlamaConfig) parse(mistral.toString())).variation().window())
        .hasValueSatisfying(window -> assertThat(window.tokens()).isEqualTo(4096));
    assertThat(
            ((LlamaConfig) parse(mistral.putNull("sliding_window").toString()))
                .variation()
                .window())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "is_causal | false | \"is_causal\" is false, which is not supported; only true",
        "is_encoder_decoder | true | \"is_encoder_decoder\" is true",
        "add_cross_attention | true | \"add_cross_attention\" is true",
        "per_layer_config | {\"0\": {\"num_attention_heads\": 2}} | \"per_layer_config\" is {",
        "pruned_heads | {\"0\": [1]} | \"pruned_heads\" is {"
      })
  void whatChangesThePassOfAnyFamilyIsRefused(String field, String value, String message)
      throws IOException {
    for (String json : List.of(PYTHIA_70M, GPT_2, LLAMA)) {
      ObjectNode config = tree(json);
      config.set(field, new ObjectMapper().readTree(value));
      assertThatThrownBy(() -> parse(config.toString()))
          .isInstanceOf(UnsupportedModelException.class)
          .hasMessageContaining(message);
      parse(tree(json).put("is_causal", true).put("is_encoder_decoder", false).toString());
      ObjectNode neutral = tree(json);
      neutral.putObject("pruned_heads");
      parse(neutral.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3"})
  void aModelMayHaveNoStartToken(String family) {
    assertThat(parse(relative(family).putNull("bos_token_id").toString()).bosTokenId()).isEmpty();
    assertThat(parse(relative(family).put("bos_token_id", -1).toString()).bosTokenId()).isEmpty();
    assertThat(parse(relative(family).toString()).bosTokenId()).hasValue(1);
    assertInvalid(
        relative(family).put("bos_token_id", "<s>").toString(),
        "\"bos_token_id\" is \"<s>\"; expected a token id, or null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mistral | attention_bias | true | \"attention_bias\" is true, which is not supported; only"
            + " false is supported",
        "mistral | layer_types | [\"full_attention\", \"full_attention\"] | \"layer_types\"",
        "mistral | architectures | [\"LlamaForCausalLM\"] | supported is MistralForCausalLM",
        "mistral | hidden_act | \"gelu\" | supported are [silu, swish]",
        "qwen2 | mlp_bias | true | \"mlp_bias\" is true",
        "qwen2 | layer_types | [\"full_attention\", \"sliding_attention\"] | supported are"
            + " [full_attention]",
        "qwen2 | architectures | [\"Qwen2ForSequenceClassification\"] | supported is"
            + " Qwen2ForCausalLM",
        "qwen2 | rope_scaling | {\"type\": \"mrope\"} | \"rope_scaling.type\" is \"mrope\"",
        "qwen3 | num_experts | 128 | mixtures of experts are not implemented",
        "qwen3 | quantization_config | {\"quant_method\": \"fp8\"} | convert the weights to a"
            + " floating-point type",
        "qwen3 | auto_map | {} | models that bring their own code cannot be run"
      })
  void refusesUnsupportedOptionsOfTheRelatives(
      String family, String field, String value, String message) throws Exception {
    ObjectNode config = relative(family);
    config.set(field, new ObjectMapper().readTree(value));
    assertUnsupported(config.toString(), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mistral | sliding_window | 0 | \"sliding_window\" is 0; expected a whole number from 1 to"
            + " 16777216",
        "qwen2 | use_sliding_window | true | \"sliding_window\" is missing",
        "qwen2 | use_sliding_window | \"yes\" | \"use_sliding_window\" is \"yes\"; expected true or"
            + " false",
        "qwen3 | head_dim | null | \"head_dim\" is missing; expected a whole number",
        "qwen3 | num_key_value_heads | 3 | is not a multiple of \"num_key_value_heads\" 3"
      })
  void explainsWhatIsWrongInTheRelatives(String family, String field, String value, String message)
      throws Exception {
    ObjectNode config = relative(family);
    config.set(field, new ObjectMapper().readTree(value));
    assertInvalid(config.toString(), message);
  }

  @Test
  void aWindowOfSomeBlocksSaysWhich() {
    ObjectNode qwen = relative("qwen2").put("use_sliding_window", true).put("sliding_window", 8);
    assertInvalid(
        qwen.toString(),
        "\"max_window_layers\" is missing; expected a whole number from 0 to 4096");
    qwen.put("max_window_layers", -1);
    assertInvalid(qwen.toString(), "\"max_window_layers\" is -1; expected a whole number from 0");
  }

  private static ObjectNode relative(String family) {
    String architecture =
        Character.toUpperCase(family.charAt(0)) + family.substring(1) + "ForCausalLM";
    ObjectNode config = tree(LLAMA).put("model_type", family).put("head_dim", 16);
    config.putArray("architectures").add(architecture);
    return config;
  }

  private static LlamaConfig withFamily(String family, LlamaVariation variation) {
    return new LlamaConfig(
        family,
        2,
        128,
        8,
        4,
        16,
        384,
        2048,
        512,
        1e-6,
        new Rotary(16, 10_000, new RotaryScaling.None()),
        variation,
        0.02,
        true,
        OptionalInt.of(1));
  }

  @Test
  void unknownFamiliesListTheSupportedOnes() {
    assertUnsupported(
        "{\"model_type\": \"mamba\"}",
        "config.json: \"model_type\" is \"mamba\", which is not supported; supported are [gpt_neox,"
            + " gpt2, llama, mistral, qwen2, qwen3]");
  }

  @Test
  void refusesWhatIsNoConfiguration() {
    assertInvalid("", "config.json is not a JSON object");
    assertInvalid("[]", "config.json is not a JSON object");
    assertInvalid("{\"a\": 1, \"a\": 2}", "config.json is not valid JSON: line 1");
    assertInvalid("{} x", "config.json is not valid JSON: ");
    assertInvalid("{", "config.json is not valid JSON: ");
    assertInvalid(" ".repeat(TransformerConfig.MAX_BYTES + 1), "more than the 1048576");
    assertInvalid("[".repeat(100_000), "config.json is not valid JSON: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt_neox", "gpt2", "llama", "mistral", "qwen2", "qwen3"})
  void whatIsKnownIsNotReported(String family) {
    String json = ofFamily(family).put("use_cache", false).put("top_k", 50).toString();
    assertThat(unknown(json)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt_neox", "gpt2", "llama", "mistral", "qwen2", "qwen3"})
  void whatIsUnknownIsReported(String family) {
    ObjectNode config =
        ofFamily(family).put("neural_compressor", 1).put("Attention_Bias", true).putNull("alpha");
    parse(config.toString());
    assertThat(unknown(config.toString()))
        .containsExactly("Attention_Bias", "alpha", "neural_compressor");
  }

  /** A window that Mistral has whatever this says, in transformers. */
  @Test
  void whatOneMemberReadsIsUnknownToAnother() {
    assertThat(unknown(relative("mistral").put("use_sliding_window", false).toString()))
        .containsExactly("use_sliding_window");
    assertThat(unknown(relative("qwen3").put("use_sliding_window", false).toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logit_scale | 0.0625 | 1",
        "embedding_multiplier | 12 | 1.0",
        "final_logit_softcapping | 30.0 | null",
        "rope_interleaved | true | false",
        "no_rope_layers | [1, 0] | []",
        "clip_qkv | 8 | 0",
        "use_qk_norm | true | false",
        "vision_config | {\"depth\": 2} | {}",
        "query_pre_attn_scalar | 256 | null"
      })
  void whatOtherFamiliesComputeIsRefused(String field, String value, String neutral)
      throws IOException {
    for (String json : List.of(PYTHIA_70M, GPT_2, LLAMA)) {
      ObjectNode config = tree(json);
      config.set(field, new ObjectMapper().readTree(neutral));
      assertThat(parse(config.toString())).isEqualTo(parse(json));
      config.set(field, new ObjectMapper().readTree(value));
      assertUnsupported(
          config.toString(), "it changes the pass of other families of models, and is not");
    }
  }

  @Test
  void weightsOfAnotherNameAreRefused() {
    assertUnsupported(
        tree(LLAMA).put("transformers_weights", "other.safetensors").toString(),
        "\"transformers_weights\" is \"other.safetensors\", which is not supported; weights are"
            + " read from the usual files only");
  }

  @Test
  void gptTwoHasTwoNamesForItsSizes() {
    ObjectNode aliased = tree(GPT_2);
    aliased.remove(List.of("n_embd", "n_head", "n_layer", "n_positions"));
    aliased.put("hidden_size", 768).put("num_attention_heads", 12);
    aliased.put("num_hidden_layers", 12).put("max_position_embeddings", 1024);
    assertThat(parse(aliased.toString())).isEqualTo(parse(GPT_2));
    assertInvalid(
        tree(GPT_2).put("hidden_size", 1024).toString(),
        "\"n_embd\" is 768 but \"hidden_size\", which means the same, is 1024; remove one of them");
  }

  /** transformers takes it from there; it used to be overlooked. */
  @Test
  void theBaseMayStandInTheOldObject() {
    ObjectNode llama = tree(LLAMA);
    llama.remove("rope_theta");
    llama.putObject("rope_scaling").put("rope_type", "default").put("rope_theta", 1e6);
    assertThat(((LlamaConfig) parse(llama.toString())).rotary().base()).isEqualTo(1e6);
    assertInvalid(
        llama.put("rope_theta", 5e5).toString(),
        "\"rope_theta\" is 500000.0 but \"rope_scaling.rope_theta\" is 1000000.0");
  }

  @Test
  void theOriginalContextIsTheModelsWhereNothingSaysOtherwise() {
    ObjectNode llama = tree(LLAMA);
    llama
        .putObject("rope_scaling")
        .put("rope_type", "llama3")
        .put("factor", 8)
        .put("low_freq_factor", 1)
        .put("high_freq_factor", 4);
    assertThat(originalContext(llama)).isEqualTo(512);
    llama.put("original_max_position_embeddings", 64);
    assertThat(originalContext(llama)).isEqualTo(64);
    ((ObjectNode) llama.get("rope_scaling")).put("original_max_position_embeddings", 128);
    assertInvalid(
        llama.toString(),
        "\"original_max_position_embeddings\" is 64 beside the rotary settings and 128 in them");
  }

  @Test
  void fieldsUnderTheNameOfAnotherFamilyAreRefused() {
    assertUnsupported(
        tree(PYTHIA_70M).put("rope_theta", 5e5).toString(),
        "GPT-NeoX calls it \"rotary_emb_base\"");
    assertUnsupported(
        tree(PYTHIA_70M).put("partial_rotary_factor", 0.25).toString(), "calls it \"rotary_pct\"");
    assertUnsupported(tree(LLAMA).put("rotary_emb_base", 5e5).toString(), "\"rope_theta\"");
    assertUnsupported(tree(LLAMA).put("rotary_pct", 0.5).toString(), "rotated whole");
    assertUnsupported(tree(PYTHIA_70M).put("sliding_window", 64).toString(), "whole context");
    assertUnsupported(tree(GPT_2).put("sliding_window", 64).toString(), "whole context");
    assertInvalid(
        tree(PYTHIA_70M).put("head_dim", 32).toString(), "\"head_dim\" is not \"hidden_size\"");
    parse(tree(PYTHIA_70M).put("head_dim", 64).toString());
  }

  private static int originalContext(ObjectNode llama) {
    return ((RotaryScaling.Llama3) ((LlamaConfig) parse(llama.toString())).rotary().scaling())
        .originalContext();
  }

  private static ObjectNode ofFamily(String family) {
    return switch (family) {
      case "gpt_neox" -> tree(PYTHIA_70M);
      case "gpt2" -> tree(GPT_2);
      default -> relative(family);
    };
  }

  private static List<String> unknown(String json) {
    return TransformerConfig.unknownFields(json.getBytes(StandardCharsets.UTF_8), "config.json");
  }

  private static void assertInvalid(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(message);
  }

  private static void assertUnsupported(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(UnsupportedModelException.class)
        .hasMessageContaining(message);
  }

  private static TransformerConfig parse(String json) {
    return TransformerConfig.parse(json.getBytes(StandardCharsets.UTF_8), "config.json");
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(json);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
