package io.nullscope.metrics.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.TensorRole;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.VariantArtifact;
import io.nullscope.transformer.WeightSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A made-up model of three blocks, each of which changes the residual stream by about its size. */
final class TinyModel implements WeightSource {

  static final int LAYERS = 3;
  static final int VOCABULARY = 40;

  static final String NEOX =
      """
      {"model_type": "gpt_neox", "hidden_size": 16, "num_attention_heads": 2,
       "num_hidden_layers": 3, "intermediate_size": 32, "vocab_size": 40,
       "max_position_embeddings": 64, "rotary_pct": 0.5, "rotary_emb_base": 10000,
       "layer_norm_eps": 1e-5, "hidden_act": "gelu", "use_parallel_residual": true,
       "tie_word_embeddings": false, "bos_token_id": 0}
      """;
  static final String LLAMA =
      """
      {"model_type": "llama", "hidden_size": 16, "num_attention_heads": 4,
       "num_key_value_heads": 2, "num_hidden_layers": 3, "intermediate_size": 32,
       "vocab_size": 40, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
       "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.02,
       "tie_word_embeddings": true, "bos_token_id": 0}
      """;
  static final String GPT2 =
      """
      {"model_type": "gpt2", "n_embd": 16, "n_head": 2, "n_layer": 3, "n_inner": 32,
       "vocab_size": 40, "n_positions": 64, "activation_function": "gelu_new",
       "initializer_range": 0.02, "bos_token_id": 0}
      """;

  /** Norms on query and key, and a window in the upper blocks. */
  static final String QWEN3 =
      """
      {"model_type": "qwen3", "hidden_size": 16, "num_attention_heads": 4, "head_dim": 8,
       "num_key_value_heads": 2, "num_hidden_layers": 3, "intermediate_size": 32,
       "vocab_size": 40, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
       "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.02,
       "use_sliding_window": true, "sliding_window": 6, "max_window_layers": 1,
       "tie_word_embeddings": false, "bos_token_id": 0}
      """;

  private final byte[] configJson;
  private final Map<String, float[]> values = new TreeMap<>();
  private final Map<String, long[]> shapes = new TreeMap<>();

  TinyModel(String configJson, long seed) {
    this.configJson = configJson.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(seed);
    for (ParameterSpec parameter : config().parameters()) {
      long[] shape = parameter.shape();
      double mean = parameter.role() == TensorRole.NORM_GAIN ? 1 : 0;
      double deviation =
          switch (parameter.role()) {
            case EMBEDDING, POSITION_EMBEDDING -> 1;
            case WEIGHT, UNEMBEDDING -> 1.5 / Math.sqrt(shape[1 - parameter.outputAxis()]);
            case NORM_GAIN, NORM_BIAS, BIAS -> 0.3;
          };
      float[] drawn = new float[(int) parameter.elements()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) (mean + deviation * random.nextGaussian());
      }
      values.put(parameter.name(), drawn);
      shapes.put(parameter.name(), shape);
    }
  }

  TransformerConfig config() {
    return TransformerConfig.parse(configJson, "made up");
  }

  /**
   * What follows a hook point, as a model of its own: positions and blocks up to {@code layer} are
   * all zeros, so that they add nothing to the stream that comes in as embeddings.
   */
  WeightSource after(int layer) {
    Set<String> before =
        config().parameters().stream()
            .filter(parameter -> parameter.depth() <= layer + 1)
            .filter(parameter -> parameter.role() != TensorRole.EMBEDDING)
            .map(ParameterSpec::name)
            .collect(Collectors.toSet());
    return new WeightSource() {
      @Override
      public String description() {
        return "made up, after layers." + layer;
      }

      @Override
      public Map<String, long[]> shapes() {
        return shapes;
      }

      @Override
      public NDArray read(TensorScope scope, String name) {
        return before.contains(name)
            ? scope.zeros(shapes.get(name))
            : TinyModel.this.read(scope, name);
      }
    };
  }

  ArtifactId store(ArtifactStore store, Optional<InputNoise> noise) {
    VariantArtifact.Builder builder =
        VariantArtifact.builder(
            store.blobs().put(configJson), store.blobs().put(new byte[] {'{', '}'}), "made up");
    values.forEach(
        (name, tensor) ->
            builder.tensor(
                name,
                DType.F32,
                Arrays.stream(shapes.get(name)).boxed().toList(),
                store.blobs().put(littleEndian(tensor)),
                Map.of()));
    noise.ifPresent(builder::inputNoise);
    ArtifactRequest request =
        new ArtifactRequest(VariantArtifact.KIND, 1, Map.of("made", "up"), Map.of());
    return store.commit(request, builder.files(), builder.attributes()).id();
  }

  private static ByteBuffer littleEndian(float[] tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(tensor.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor);
    return bytes;
  }

  @Override
  public String description() {
    return "made up";
  }

  @Override
  public Map<String, long[]> shapes() {
    return shapes;
  }

  @Override
  public NDArray read(TensorScope scope, String name) {
    return scope.floats(values.get(name), shapes.get(name));
  }
}
