package io.nullscope.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nullscope.pretraining.tokenizer.ByteLevelBpe;
import io.nullscope.transformer.GptNeoXConfig;

/** A model's {@code config.json} in the format of Hugging Face's transformers. */
final class ConfigFile {

  private ConfigFile() {}

  static String of(GptNeoXConfig config) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.putArray("architectures").add("GPTNeoXForCausalLM");
    root.put("model_type", "gpt_neox")
        .put("attention_bias", true)
        .put("bos_token_id", ByteLevelBpe.END_OF_TEXT_ID)
        .put("eos_token_id", ByteLevelBpe.END_OF_TEXT_ID)
        .put("hidden_act", "gelu")
        .put("hidden_size", config.width())
        .put("initializer_range", 0.02)
        .put("intermediate_size", config.feedForwardWidth())
        .put("layer_norm_eps", config.normEpsilon())
        .put("max_position_embeddings", config.maxContext())
        .put("num_attention_heads", config.heads())
        .put("num_hidden_layers", config.layers())
        .put("rotary_emb_base", config.rotaryBase())
        .put("rotary_pct", config.rotaryFraction())
        .put("tie_word_embeddings", false)
        .put("torch_dtype", "float16")
        .put("use_parallel_residual", config.parallelResidual())
        .put("vocab_size", config.vocabularySize());
    return root.toPrettyString() + "\n";
  }
}
