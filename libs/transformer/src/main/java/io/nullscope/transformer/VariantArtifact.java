package io.nullscope.transformer;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.BlobStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.safetensors.FloatValues;
import io.nullscope.artifacts.safetensors.TensorSpec;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A variant in the artifact store. Its manifest lists tensor name → blob, as a container image
 * lists its layers: variants share the tensors that they have in common.
 *
 * <pre>
 * files       config.json, tokenizer.json, tensors/NAME (raw little-endian values)
 * attributes  origin; checkpoint {files {NAME: SHA-256}, repository?, commit?, notes?}; tensors.NAME {dtype, shape, …}; inputNoise {rootSeed, stream} for the control variant,
 *             tokenShuffle {rootSeed, stream} for the token-shuffled one
 * </pre>
 */
public final class VariantArtifact {

  public static final String KIND = "variant";
  public static final int FORMAT_VERSION = 1;

  private static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";
  private static final String TENSORS = "tensors/";

  private final BlobStore blobs;
  private final Manifest manifest;

  private VariantArtifact(BlobStore blobs, Manifest manifest) {
    this.blobs = blobs;
    this.manifest = manifest;
  }

  /**
   * Opens a variant.
   *
   * @throws io.nullscope.artifacts.MissingArtifactException when it is not in the store
   */
  public static VariantArtifact open(ArtifactStore store, ArtifactId id) {
    return new VariantArtifact(store.blobs(), store.require(KIND, id));
  }

  /** Starts the description of a new variant. */
  public static Builder builder(BlobRef config, BlobRef tokenizer, String origin) {
    return new Builder(config, tokenizer, origin);
  }

  public TransformerConfig config() {
    return TransformerConfig.parse(blobs.read(manifest.file(CONFIG)), name());
  }

  /** {@code tokenizer.json}. */
  public byte[] tokenizer() {
    return blobs.read(manifest.file(TOKENIZER));
  }

  /** What to call the tokenizer in messages. */
  String tokenizerName() {
    return "the tokenizer of " + name();
  }

  /** How the weights came about, for people. */
  public String origin() {
    return (String) manifest.attributes().get("origin");
  }

  /** Present when the token embeddings are replaced by noise. */
  public Optional<InputNoise> inputNoise() {
    return Optional.ofNullable((Map<?, ?>) manifest.attributes().get("inputNoise"))
        .map(noise -> new InputNoise((Long) noise.get("rootSeed"), (String) noise.get("stream")));
  }

  /** Present when the variant runs on text whose tokens are in random order. */
  public Optional<TokenShuffle> tokenShuffle() {
    return Optional.ofNullable((Map<?, ?>) manifest.attributes().get("tokenShuffle"))
        .map(
            shuffle ->
                new TokenShuffle((Long) shuffle.get("rootSeed"), (String) shuffle.get("stream")));
  }

  /** Loads the weights into memory; close the result to free them. */
  public LanguageModel load(TensorRuntime runtime) {
    try {
      return LanguageModel.load(runtime, config(), new StoredWeights());
    } catch (IOException e) {
      throw new UncheckedIOException("reading variant " + manifest.id(), e);
    }
  }

  private String name() {
    return "variant " + manifest.id();
  }

  private Map<?, ?> describe(String name) {
    Map<?, ?> tensor = (Map<?, ?>) ((Map<?, ?>) manifest.attributes().get("tensors")).get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(name() + " has no tensor " + name);
    }
    return tensor;
  }

  private long[] shape(String name) {
    return ((List<?>) describe(name).get("shape"))
        .stream().mapToLong(size -> (Long) size).toArray();
  }

  /**
   * The tensors as float32, each checked against its blob's digest before its last value is handed
   * out.
   */
  private final class StoredWeights implements WeightSource {

    @Override
    public String description() {
      return name();
    }

    @Override
    public Map<String, long[]> shapes() {
      Map<String, long[]> shapes = new TreeMap<>();
      for (String file : manifest.files().keySet()) {
        if (file.startsWith(TENSORS)) {
          String name = file.substring(TENSORS.length());
          shapes.put(name, shape(name));
        }
      }
      return shapes;
    }

    @Override
    public NDArray read(TensorScope scope, String name) throws IOException {
      DType dtype = DType.valueOf((String) describe(name).get("dtype"));
      long[] shape = shape(name);
      BlobRef blob = manifest.file(TENSORS + name);
      requireSize(name, blob, new TensorSpec(name, dtype, shape).bytes());
      try (InputStream in = blobs.open(blob)) {
        return scope.floats(
            (from, values) -> {
              byte[] bytes = in.readNBytes(values.length * dtype.bytes());
              FloatValues.copy(dtype, ByteBuffer.wrap(bytes), values);
            },
            shape);
      }
    }

    private void requireSize(String name, BlobRef blob, long bytes) {
      if (blob.bytes() != bytes) {
        throw new IllegalArgumentException(
            "%s: tensor %s has %d bytes, expected %d".formatted(name(), name, blob.bytes(), bytes));
      }
    }
  }

  /** Collects files and attributes of a variant's manifest. */
  public static final class Builder {

    private final Map<String, BlobRef> files = new TreeMap<>();
    private final Map<String, Object> tensors = new TreeMap<>();
    private final Map<String, Object> attributes = new TreeMap<>();

    private Builder(BlobRef config, BlobRef tokenizer, String origin) {
      files.put(CONFIG, config);
      files.put(TOKENIZER, tokenizer);
      attributes.put("origin", origin);
      attributes.put("tensors", tensors);
    }

    /**
     * Says what was read: the files with their SHA-256, the repository and the commit that they
     * came from, and what a user should know about them.
     *
     * @param checkpoint a JSON tree
     */
    public Builder checkpoint(Map<String, Object> checkpoint) {
      attributes.put("checkpoint", checkpoint);
      return this;
    }

    /**
     * Adds a tensor.
     *
     * @param notes further attributes, e.g. the moments it was drawn with
     */
    public Builder tensor(
        String name, DType dtype, List<Long> shape, BlobRef values, Map<String, Object> notes) {
      files.put(TENSORS + name, values);
      Map<String, Object> description = new LinkedHashMap<>(notes);
      description.put("dtype", dtype.name());
      description.put("shape", shape);
      tensors.put(name, description);
      return this;
    }

    /** Marks the variant as running on noise instead of token embeddings. */
    public Builder inputNoise(InputNoise noise) {
      attributes.put("inputNoise", Map.of("rootSeed", noise.rootSeed(), "stream", noise.stream()));
      return this;
    }

    /** Marks the variant as running on shuffled tokens. */
    public Builder tokenShuffle(TokenShuffle shuffle) {
      attributes.put(
          "tokenShuffle", Map.of("rootSeed", shuffle.rootSeed(), "stream", shuffle.stream()));
      return this;
    }

    public Map<String, BlobRef> files() {
      return Collections.unmodifiableMap(files);
    }

    public Map<String, Object> attributes() {
      return Collections.unmodifiableMap(attributes);
    }
  }
}
