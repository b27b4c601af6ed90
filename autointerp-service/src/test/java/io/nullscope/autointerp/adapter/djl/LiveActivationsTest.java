package io.nullscope.autointerp.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.positions.PositionRule;
import io.nullscope.artifacts.rows.RowShardWriter;
import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.artifacts.tokens.TokenSplitWriter;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.autointerp.application.InterpretationActivations.Source;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.InputNoise;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.ParameterSpec;
import io.nullscope.transformer.ResidualStreams;
import io.nullscope.transformer.TransformerConfig;
import io.nullscope.transformer.VariantArtifact;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveActivationsTest {

  private static final int CONTEXT = StoredCell.CONTEXT;

  /**
   * More than one forward pass, and more than two batches of the encoder; a multiple of neither.
   */
  private static final int WINDOWS = LanguageModel.batchWindows(CONTEXT) + 21;

  private static final String CONFIG =
      """
      {"model_type": "llama", "hidden_size": %d, "num_attention_heads": 2,
       "num_key_value_heads": 2, "num_hidden_layers": 3, "intermediate_size": 16,
       "vocab_size": 20, "max_position_embeddings": 64, "rms_norm_eps": 1e-6,
       "rope_theta": 10000.0, "hidden_act": "silu", "initializer_range": 0.02,
       "tie_word_embeddings": true, "bos_token_id": 0}
      """
          .formatted(StoredCell.WIDTH);

  private static final PositionRule ALL = new PositionRule(0, Set.of(), Set.of());

  private static TensorRuntime runtime;

  private final ArtifactStore store = new ArtifactStore(new InMemoryObjectStore());

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  private ArtifactId variant(boolean noise) {
    VariantArtifact.Builder builder =
        VariantArtifact.builder(
            store.blobs().put(CONFIG.getBytes(StandardCharsets.UTF_8)),
            store.blobs().put(new byte[] {'{', '}'}),
            "made up");
    Random random = new Random(4);
    TransformerConfig config =
        TransformerConfig.parse(CONFIG.getBytes(StandardCharsets.UTF_8), "made up");
    for (ParameterSpec parameter : config.parameters()) {
      ByteBuffer values =
          ByteBuffer.allocate((int) parameter.elements() * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        values.putFloat((float) (0.5 + 0.4 * random.nextGaussian()));
      }
      builder.tensor(
          parameter.name(),
          DType.F32,
          Arrays.stream(parameter.shape()).boxed().toList(),
          store.blobs().put(values.flip()),
          Map.of());
    }
    if (noise) {
      builder.inputNoise(new InputNoise(5, "variant/control/0/input"));
    }
    ArtifactRequest request =
        new ArtifactRequest(VariantArtifact.KIND, 1, Map.of("noise", noise), Map.of());
    return store.commit(request, builder.files(), builder.attributes()).id();
  }

  private ArtifactId tokens() {
    Random random = new Random(5);
    TokenSplitWriter interp = new TokenSplitWriter(store.blobs(), TokenArtifact.INTERP, CONTEXT);
    for (int window = 0; window < WINDOWS; window++) {
      interp.append(random.ints(CONTEXT, 0, 20).toArray(), new int[CONTEXT]);
    }
    ArtifactRequest request =
        new ArtifactRequest(
            TokenArtifact.KIND, 1, Map.of("contextLength", (long) CONTEXT), Map.of());
    return TokenArtifact.commit(store, request, List.of(interp)).id();
  }

  /** As activation-service stores them. */
  private ArtifactId keep(ArtifactId variantId, ArtifactId tokensId) {
    try (BlobUploads uploads = new BlobUploads(store.blobs())) {
      return keep(variantId, tokensId, uploads);
    }
  }

  private ArtifactId keep(ArtifactId variantId, ArtifactId tokensId, BlobUploads uploads) {
    RowShardWriter writer =
        new RowShardWriter(uploads, "interp/" + StoredCell.HOOK_POINT, StoredCell.WIDTH);
    try (ResidualStreams variant = ResidualStreams.open(runtime, store, variantId)) {
      TokenSplit.open(store.blobs(), store.require(TokenArtifact.KIND, tokensId), "interp")
          .forEachBatch(
              LanguageModel.batchWindows(CONTEXT),
              (first, windows, documents) ->
                  variant.run(
                      "interp",
                      first,
                      windows,
                      // All hook points of a study come from one pass.
                      List.of(0, StoredCell.HOOK_POINT.layer(), 2),
                      (layer, rows) -> {
                        if (layer == StoredCell.HOOK_POINT.layer()) {
                          writer.append(rows);
                        }
                      }));
    }
    ArtifactRequest request =
        new ArtifactRequest("activations", 1, Map.of(), Map.of("variant", variantId));
    return store.commit(request, BlobUploads.await(writer.finish()), Map.of()).id();
  }

  private Source source(boolean noise) {
    ArtifactId variantId = variant(noise);
    ArtifactId tokensId = tokens();
    return new Source(
        variantId,
        tokensId,
        StoredCell.putPositions(store, tokensId, ALL),
        keep(variantId, tokensId),
        new HookPoint(StoredCell.HOOK_POINT.layer()));
  }

  private static byte[] rows(
      InterpretationActivations activations, Source source, List<Integer> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    activations.read(
        source,
        (rows, width) -> {
          byte[] bytes = new byte[rows.remaining()];
          rows.duplicate().get(bytes);
          blocks.add(bytes.length / width / Float.BYTES);
          out.writeBytes(bytes);
        });
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLatentCacheHasTheBitsThatItHasFromStoredActivations(boolean noise) {
    Source source = source(noise);
    ArtifactId saeId =
        StoredCell.put(runtime, new ArtifactStore(new InMemoryObjectStore())).saeId();
    ArtifactStore other = new ArtifactStore(new InMemoryObjectStore());
    StoredCell.put(runtime, other);
    StoredCell.putPositions(other, source.tokensId(), ALL);
    StoredCell.put(runtime, store);

    ArtifactId kept =
        new SaeLatentCaches(runtime, store)
            .materialize(saeId, new StoredActivations(store), source);
    ArtifactId live =
        new SaeLatentCaches(runtime, other)
            .materialize(saeId, new LiveActivations(runtime, store), source);

    assertThat(other.require(SaeLatentCaches.KIND, live))
        .isEqualTo(store.require(SaeLatentCaches.KIND, kept));
    assertThat((Long) store.require(SaeLatentCaches.KIND, kept).attributes().get("entries"))
        .isGreaterThan(WINDOWS * CONTEXT);
  }

  @Test
  void blocksAreCutAlikeWhateverTheForwardPass() {
    Source source = source(false);
    List<Integer> blocks = new ArrayList<>();
    List<Integer> keptBlocks = new ArrayList<>();
    byte[] kept = rows(new StoredActivations(store), source, keptBlocks);

    assertThat(rows(new LiveActivations(runtime, store), source, blocks)).isEqualTo(kept);
    assertThat(blocks).isEqualTo(keptBlocks);

    blocks.clear();
    assertThat(rows(new LiveActivations(runtime, store, 1000), source, blocks)).isEqualTo(kept);
    assertThat(blocks.subList(0, blocks.size() - 1)).containsOnly(1000);
  }
}
