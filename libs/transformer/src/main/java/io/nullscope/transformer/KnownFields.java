package io.nullscope.transformer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The names that a {@code config.json} may have, as closed lists from the configuration classes of
 * transformers 5.24: what the readers of a family implement or refuse, what changes no number, and
 * what changes numbers in other families. Any other field is reported, see docs/adr/0029.
 */
final class KnownFields {

  /**
   * Labels, outputs, generation, training and bookkeeping, also of earlier versions. Weights are
   * computed with in float32 whatever {@code dtype} says, and dropout is off.
   */
  private static final Set<String> WITHOUT_EFFECT =
      names(
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_attn_implementation_internal",
          "_commit_hash",
          "_experts_implementation",
          "_flash_attn_2_enabled",
          "_name_or_path",
          "assistant_confidence_threshold",
          "assistant_lookbehind",
          "attn_implementation",
          "bad_words_ids",
          "begin_suppress_tokens",
          "chunk_size_feed_forward",
          "classifier_dropout",
          "cross_attention_hidden_size",
          "decoder_start_token_id",
          "diversity_penalty",
          "do_sample",
          "dtype",
          "early_stopping",
          "encoder_no_repeat_ngram_size",
          "encoder_repetition_penalty",
          "eos_token_id",
          "epsilon_cutoff",
          "eta_cutoff",
          "exponential_decay_length_penalty",
          "finetuning_task",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "fusion_config",
          "gradient_checkpointing",
          "id2label",
          "is_decoder",
          "keys_to_ignore_at_inference",
          "label2id",
          "length_penalty",
          "max_length",
          "min_length",
          "name_or_path",
          "no_repeat_ngram_size",
          "num_assistant_tokens",
          "num_assistant_tokens_schedule",
          "num_beam_groups",
          "num_beams",
          "num_labels",
          "num_return_sequences",
          "output_attentions",
          "output_hidden_states",
          "output_scores",
          "pad_token_id",
          "prefix",
          "problem_type",
          "remove_invalid_values",
          "repetition_penalty",
          "return_dict",
          "return_dict_in_generate",
          "sep_token_id",
          "suppress_tokens",
          "target_lookbehind",
          "task_specific_params",
          "temperature",
          "tf_legacy_loss",
          "tie_encoder_decoder",
          "tie_last_hidden_states",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "torchscript",
          "transformers.js_config",
          "transformers_version",
          "typical_p",
          "unsloth_fixed",
          "unsloth_version",
          "use_bfloat16",
          "use_cache");

  /** What {@link ConfigFields#refuseUniversal} and the readers of all families look at. */
  private static final Set<String> IMPLEMENTED =
      names(
          "add_cross_attention",
          "architectures",
          "auto_map",
          "bos_token_id",
          "initializer_range",
          "is_causal",
          "is_encoder_decoder",
          "model_type",
          "n_routed_experts",
          "num_experts",
          "num_local_experts",
          "per_layer_config",
          "pruned_heads",
          "quantization_config",
          "tie_word_embeddings",
          "transformers_weights",
          "vocab_size");

  /** Fields by which a family that is not implemented differs, unless they say no, none or 0. */
  private static final List<String> SWITCHES =
      List.of(
          "alibi",
          "apply_residual_connection_post_layernorm",
          "attention_chunk_size",
          "attention_multiplier",
          "attention_out_bias",
          "attention_types",
          "attn_config",
          "attn_logit_softcapping",
          "attn_scale",
          "attn_temperature_tuning",
          "clip_qkv",
          "dim_model_base",
          "final_logit_softcapping",
          "kv_lora_rank",
          "no_rope_layer_interval",
          "no_rope_layers",
          "parallel_attn",
          "prefix_lm",
          "q_lora_rank",
          "qk_layernorm",
          "qk_ln",
          "query_pre_attn_scalar",
          "rope_interleave",
          "rope_interleaved",
          "rotary_dim",
          "scale_depth",
          "scale_embedding",
          "sliding_window_pattern",
          "softmax_scale",
          "swiglu_limit",
          "text_config",
          "use_bias",
          "use_bidirectional_attention",
          "use_qk_norm",
          "use_qkv_bias",
          "vision_config");

  /** As {@link #SWITCHES}, of fields that also mean nothing when they are 1. */
  private static final List<String> FACTORS =
      List.of(
          "attention_in_multiplier",
          "attention_out_multiplier",
          "embedding_multiplier",
          "key_multiplier",
          "lm_head_multiplier",
          "logit_scale",
          "logits_scaling",
          "residual_multiplier",
          "scale_emb");

  private static final Set<String> OF_LLAMA =
      names(
          "attention_bias",
          "attention_dropout",
          "head_dim",
          "hidden_act",
          "hidden_size",
          "intermediate_size",
          "is_llama_config",
          "layer_types",
          "max_position_embeddings",
          "mlp_bias",
          "num_attention_heads",
          "num_hidden_layers",
          "num_key_value_heads",
          "original_max_position_embeddings",
          "partial_rotary_factor",
          "pretraining_tp",
          "rms_norm_eps",
          "rope_parameters",
          "rope_scaling",
          "rope_theta",
          "rotary_emb_base",
          "rotary_pct",
          "sliding_window");

  private static final Set<String> OF_QWEN =
      union(OF_LLAMA, names("max_window_layers", "use_sliding_window"));

  private static final Map<String, Set<String>> OF_FAMILY =
      Map.of(
          "llama",
          OF_LLAMA,
          "mistral",
          OF_LLAMA,
          "qwen2",
          OF_QWEN,
          "qwen3",
          OF_QWEN,
          Gpt2Config.FAMILY,
          names(
              "activation_function",
              "afn",
              "attn_pdrop",
              "embd_pdrop",
              "hidden_size",
              "layer_norm_epsilon",
              "layer_types",
              "max_position_embeddings",
              "n_ctx",
              "n_embd",
              "n_head",
              "n_inner",
              "n_layer",
              "n_positions",
              "num_attention_heads",
              "num_hidden_layers",
              "position_embedding_type",
              "predict_special_tokens",
              "reorder_and_upcast_attn",
              "resid_pdrop",
              "scale_attn_by_inverse_layer_idx",
              "scale_attn_weights",
              "sliding_window",
              "summary_activation",
              "summary_first_dropout",
              "summary_last_dropout",
              "summary_proj_to_labels",
              "summary_type",
              "summary_use_proj"),
          GptNeoXConfig.FAMILY,
          names(
              "attention_bias",
              "attention_dropout",
              "attention_probs_dropout_prob",
              "head_dim",
              "hidden_act",
              "hidden_dropout",
              "hidden_dropout_prob",
              "hidden_size",
              "intermediate_size",
              "layer_norm_eps",
              "layer_types",
              "max_position_embeddings",
              "num_attention_heads",
              "num_hidden_layers",
              "partial_rotary_factor",
              "rope_parameters",
              "rope_scaling",
              "rope_theta",
              "rotary_emb_base",
              "rotary_pct",
              "sliding_window",
              "use_parallel_residual"));

  private KnownFields() {}

  /** Refuses what would make the model one of a family that is not implemented. */
  static void refuseForeign(ConfigFields fields) {
    String why = "it changes the pass of other families of models, and is not implemented";
    SWITCHES.forEach(field -> fields.requireNeutral(field, 0, why));
    FACTORS.forEach(field -> fields.requireNeutral(field, 1, why));
  }

  /** The fields that none of the lists has, in alphabetical order. */
  static List<String> unknown(ConfigFields fields, String family) {
    Set<String> unknown = new TreeSet<>(fields.names());
    unknown.removeAll(WITHOUT_EFFECT);
    unknown.removeAll(IMPLEMENTED);
    unknown.removeAll(SWITCHES);
    unknown.removeAll(FACTORS);
    unknown.removeAll(OF_FAMILY.getOrDefault(family, Set.of()));
    return List.copyOf(unknown);
  }

  private static Set<String> names(String... names) {
    return Set.copyOf(Arrays.asList(names));
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    return Set.copyOf(Stream.concat(one.stream(), other.stream()).toList());
  }
}
