package io.nullscope.variant;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.SafetensorsWriter;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TransformerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A made-up model in Hugging Face layout, with its weights at hand. Every tensor has a mean that is
 * not 0, so that a redraw that forgets the mean is seen.
 */
public final class TinyModel {

  public enum Family {
    NEOX(
        """
        {"model_type": "gpt_neox", "hidden_size": 32, "num_attention_heads": 4,
         "num_hidden_layers": 2, "intermediate_size": 64, "vocab_size": 48,
         "max_position_embeddings": 64, "rotary_pct": 0.25, "rotary_emb_base": 10000,
         "layer_norm_eps": 1e-5, "hidden_act": "gelu", "use_parallel_residual": true,
         "tie_word_embeddings": false, "bos_token_id": 0}
        """),
    LLAMA_TIED(
        """
        {"model_type": "llama", "hidden_size": 32, "num_attention_heads": 4,
         "num_key_value_heads": 2, "num_hidden_layers": 2, "intermediate_size": 64,
         "vocab_size": 48, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
         "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.02,
         "tie_word_embeddings": true, "bos_token_id": 0}
        """),
    GPT2(
        """
        {"model_type": "gpt2", "n_embd": 32, "n_head": 4, "n_layer": 2, "n_inner": 64,
         "vocab_size": 48, "n_positions": 64, "activation_function": "gelu_new",
         "initializer_range": 0.02, "bos_token_id": 0}
        """),
    QWEN3(
        """
        {"model_type": "qwen3", "hidden_size": 32, "num_attention_heads": 4, "head_dim": 16,
         "num_key_value_heads": 2, "num_hidden_layers": 2, "intermediate_size": 64,
         "vocab_size": 48, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
         "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.02,
         "attention_bias": true, "tie_word_embeddings": false, "bos_token_id": 0}
        """);

    private final String config;

    Family(String config) {
      this.config = config;
    }

    public String config() {
      return config;
    }
  }

  private static final String TOKENIZER =
      """
      {"version": "1.0",
       "added_tokens": [{"id": 0, "content": "<s>", "special": true}],
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}}},
       "model": {"type": "WordLevel", "unk_token": "<s>", "vocab": {"<s>": 0, "one": 1, "two": 2}}}
      """;

  private final Path folder;
  private final TransformerConfig config;
  private final TreeMap<String, float[]> values = new TreeMap<>();
  private final TreeMap<String, TensorSpec> specs = new TreeMap<>();

  private TinyModel(Path folder, String json, DType dtype, long seed) {
    this.folder = folder;
    this.config = TransformerConfig.parse(json.getBytes(StandardCharsets.UTF_8), "made up");
    Random random = new Random(seed);
    for (ParameterSpec parameter : config.parameters()) {
      specs.put(parameter.name(), new TensorSpec(parameter.name(), dtype, parameter.shape()));
      values.put(parameter.name(), draw(parameter, random));
    }
    write(folder.resolve("config.json"), json);
    write(folder.resolve("tokenizer.json"), TOKENIZER);
    writeWeights();
  }

  /** Writes a model in float32. */
  public static TinyModel write(Path folder, Family family, long seed) {
    return new TinyModel(folder, family.config, DType.F32, seed);
  }

  /** Writes a model with a configuration of its own. */
  public static TinyModel write(Path folder, String config, long seed) {
    return new TinyModel(folder, config, DType.F32, seed);
  }

  /** Writes a model in another type; its values are rounded to it in the file. */
  public static TinyModel write(Path folder, Family family, DType dtype, long seed) {
    return new TinyModel(folder, family.config, dtype, seed);
  }

  private static float[] draw(ParameterSpec parameter, Random random) {
    double mean =
        switch (parameter.role()) {
          case NORM_GAIN -> 1.2;
          case EMBEDDING, POSITION_EMBEDDING, UNEMBEDDING, WEIGHT -> 0.04;
          case NORM_BIAS, BIAS -> -0.1;
        };
    double deviation =
        switch (parameter.role()) {
          case EMBEDDING, POSITION_EMBEDDING -> 0.8;
          case UNEMBEDDING, WEIGHT -> 0.25;
          case NORM_GAIN, NORM_BIAS, BIAS -> 0.15;
        };
    float[] drawn = new float[(int) parameter.elements()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return drawn;
  }

  public Path folder() {
    return folder;
  }

  /** {@code file:DIR}, as a study names it. */
  public String source() {
    return "file:" + folder;
  }

  public TransformerConfig config() {
    return config;
  }

  public List<ParameterSpec> parameters() {
    return config.parameters();
  }

  public float[] values(String tensor) {
    return values.get(tensor).clone();
  }

  /** Changes a tensor in the file. */
  public void replace(String tensor, float[] replacement) {
    values.put(tensor, replacement.clone());
    writeWeights();
  }

  /** Describes a tensor otherwise in the file; its values are those that fit. */
  public void reshape(TensorSpec spec) {
    specs.put(spec.name(), spec);
    values.put(spec.name(), new float[(int) (spec.bytes() / spec.dtype().bytes())]);
    writeWeights();
  }

  public void remove(String tensor) {
    specs.remove(tensor);
    values.remove(tensor);
    writeWeights();
  }

  private void writeWeights() {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            folder.resolve("model.safetensors"), Map.of("format", "pt"), specs.values())) {
      for (TensorSpec spec : specs.values()) {
        writer.write(spec.name(), values.get(spec.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
