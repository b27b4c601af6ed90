package io.nullscope.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
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
        .isEqualTo(new GptNeoXConfig(6, 512, 8, 2048, 50304, 2048, 1e-5, 10_000, 0.25, true, 0));
    assertThat(config.rotaryWidth()).isEqualTo(16);
    assertThat(config.headWidth()).isEqualTo(64);
    assertThat(config.family()).isEqualTo("gpt_neox");
  }

  @Test
  void readsLlama() {
    assertThat(parse(LLAMA))
        .isEqualTo(new LlamaConfig(2, 128, 8, 4, 16, 384, 2048, 512, 1e-6, 10_000, 0.02, true, 1));
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
    assertThat(config.rotaryBase()).isEqualTo(10_000);
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
        "bos_token_id",
        "hidden_act",
        "layer_norm_eps",
        "rotary_pct",
        "rotary_emb_base",
        "use_parallel_residual",
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
        "bos_token_id",
        "hidden_act",
        "rms_norm_eps",
        "initializer_range",
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
        "num_hidden_layers | 99999999999 | \"num_hidden_layers\" is 99999999999; expected a whole number from 1 to 4096",
        "bos_token_id | 50304 | \"bos_token_id\" is 50304; expected a token id from 0 to 50303",
        "bos_token_id | [0] | \"bos_token_id\" is [0]; expected a token id",
        "layer_norm_eps | 0 | \"layer_norm_eps\" is 0; expected a number above 0",
        "layer_norm_eps | 1e999 | expected a number above 0",
        "use_parallel_residual | 1 | \"use_parallel_residual\" is 1; expected true or false",
        "hidden_act | 3 | \"hidden_act\" is 3; expected one of [gelu]",
        "rope_parameters | 3 | \"rope_parameters\" is 3; expected an object",
        "rope_parameters | {\"partial_rotary_factor\": 0.5} | \"rotary_pct\" is 0.25 but \"rope_parameters.partial_rotary_factor\" is 0.5",
        "num_attention_heads | 7 | \"hidden_size\" 512 is not a multiple of \"num_attention_heads\" 7",
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
        "num_key_value_heads | 3 | \"num_attention_heads\" 8 is not a multiple of \"num_key_value_heads\" 3",
        "hidden_size | 100 | \"hidden_size\" 100 is not a multiple of \"num_attention_heads\" 8 and there is no \"head_dim\"",
        "head_dim | 15 | heads have 15 dimensions; rotary embedding needs an even number",
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
        "hidden_act | \"gelu_new\" | \"hidden_act\" is \"gelu_new\", which is not supported; supported are [gelu]",
        "attention_bias | false | \"attention_bias\" is false, which is not supported; only true is supported",
        "tie_word_embeddings | true | \"tie_word_embeddings\" is true",
        "rope_scaling | {\"type\": \"linear\", \"factor\": 2.0} | \"rope_scaling.type\" is \"linear\"",
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
        "hidden_act | \"gelu\" | \"hidden_act\" is \"gelu\", which is not supported; supported are [silu]",
        "attention_bias | true | \"attention_bias\" is true, which is not supported; only false is supported",
        "mlp_bias | true | \"mlp_bias\" is true",
        "rope_scaling | {\"rope_type\": \"llama3\", \"factor\": 8.0} | \"rope_scaling.rope_type\" is \"llama3\"",
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
  void unknownFamiliesListTheSupportedOnes() {
    assertUnsupported(
        "{\"model_type\": \"mamba\"}",
        "config.json: \"model_type\" is \"mamba\", which is not supported; supported are [gpt_neox, llama]");
  }

  @Test
  void refusesWhatIsNoConfiguration() {
    assertInvalid("", "config.json is not a JSON object");
    assertInvalid("[]", "config.json is not a JSON object");
    assertInvalid("{\"a\": 1, \"a\": 2}", "config.json is not valid JSON: line 1");
    assertInvalid("{} x", "config.json is not valid JSON: ");
    assertInvalid("{", "config.json is not valid JSON: ");
    assertInvalid(" ".repeat(ConfigFields.MAX_BYTES + 1), "more than the 1048576");
    assertInvalid("[".repeat(100_000), "config.json is not valid JSON: ");
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
