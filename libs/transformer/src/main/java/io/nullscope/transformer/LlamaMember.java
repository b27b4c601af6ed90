package io.nullscope.transformer;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The models that differ from Llama in a few named points, and which fields say so. */
enum LlamaMember {
  /** Biases where {@code attention_bias} and {@code mlp_bias} say so. */
  LLAMA("llama", "LlamaForCausalLM") {
    @Override
    LlamaVariation read(ConfigFields fields, int layers) {
      fields.requireAbsent("sliding_window", "a Llama model attends to its whole context");
      requireFullAttention(fields, layers);
      boolean attention = fields.flag("attention_bias", false);
      return new LlamaVariation(
          attention, attention, fields.flag("mlp_bias", false), false, Optional.empty());
    }
  },

  /**
   * No biases; every block attends within {@code sliding_window}, or to the whole context where
   * that is null. Jiang et al. 2023, 2310.06825.
   */
  MISTRAL("mistral", "MistralForCausalLM") {
    @Override
    LlamaVariation read(ConfigFields fields, int layers) {
      refuseBiases(fields, "attention_bias", "mlp_bias");
      fields.requireAbsent("layer_types", "all blocks of a Mistral model attend alike");
      Optional<SlidingWindow> window =
          fields.isNull("sliding_window")
              ? Optional.empty()
              : Optional.of(
                  new SlidingWindow(
                      fields.size("sliding_window", ConfigFields.MAX_CONTEXT, DEFAULT_WINDOW),
                      IntStream.range(0, layers).boxed().toList()));
      return new LlamaVariation(false, false, false, false, window);
    }
  },

  /** Biases on query, key and value. Yang et al. 2024, arXiv 2407.10671. */
  QWEN2("qwen2", "Qwen2ForCausalLM") {
    @Override
    LlamaVariation read(ConfigFields fields, int layers) {
      refuseBiases(fields, "mlp_bias");
      return new LlamaVariation(true, false, false, false, upperWindow(fields, layers));
    }
  },

  /** RMS norms on the query and key of each head. Yang et al. 2025, arXiv 2505.09388. */
  QWEN3("qwen3", "Qwen3ForCausalLM") {
    @Override
    LlamaVariation read(ConfigFields fields, int layers) {
      refuseBiases(fields, "mlp_bias");
      boolean attention = fields.flag("attention_bias", false);
      return new LlamaVariation(attention, attention, false, true, upperWindow(fields, layers));
    }
  };

  /** What transformers takes where {@code sliding_window} is not there. */
  private static final int DEFAULT_WINDOW = 4096;

  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  private final String modelType;
  private final String architecture;

  LlamaMember(String modelType, String architecture) {
    this.modelType = modelType;
    this.architecture = architecture;
  }

  /** {@code model_type}. */
  String modelType() {
    return modelType;
  }

  /** What {@code architectures} calls the model with its unembedding. */
  String architecture() {
    return architecture;
  }

  /** What differs from Llama; unsupported settings are refused. */
  abstract LlamaVariation read(ConfigFields fields, int layers);

  /**
   * Qwen: the blocks from {@code max_window_layers} on, or those that {@code layer_types} names.
   */
  private static Optional<SlidingWindow> upperWindow(ConfigFields fields, int layers) {
    if (!fields.flag("use_sliding_window", false) || fields.isNull("sliding_window")) {
      requireFullAttention(fields, layers);
      return Optional.empty();
    }
    int window = fields.size("sliding_window", ConfigFields.MAX_CONTEXT);
    List<Integer> sliding;
    if (fields.has("layer_types")) {
      List<String> types = fields.texts("layer_types", layers, List.of(FULL, SLIDING));
      sliding =
          IntStream.range(0, layers).filter(i -> types.get(i).equals(SLIDING)).boxed().toList();
    } else {
      int first = fields.count("max_window_layers", ConfigFields.MAX_LAYERS);
      sliding = IntStream.range(Math.min(first, layers), layers).boxed().toList();
    }
    return sliding.isEmpty() ? Optional.empty() : Optional.of(new SlidingWindow(window, sliding));
  }

  private static void requireFullAttention(ConfigFields fields, int layers) {
    if (fields.has("layer_types")) {
      fields.texts("layer_types", layers, List.of(FULL));
    }
  }

  private static void refuseBiases(ConfigFields fields, String... names) {
    for (String name : names) {
      fields.requireFlag(name, false, false);
    }
  }
}
