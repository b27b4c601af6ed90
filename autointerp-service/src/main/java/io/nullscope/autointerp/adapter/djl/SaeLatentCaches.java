package io.nullscope.autointerp.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.autointerp.application.LatentActivationSource;
import io.nullscope.autointerp.application.LatentCaches;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SparseEncoder;
import io.nullscope.study.HookPoint;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Encodes shard by shard and stores the non-zero activations as it goes: memory holds one shard of
 * each.
 */
public final class SaeLatentCaches implements LatentCaches {

  static final String KIND = "latent-cache";
  private static final int FORMAT_VERSION = 1;

  /** Tokens that are in engine memory at a time; the encoder bounds what it makes of them. */
  private static final int TOKENS_PER_BATCH = 2048;

  /** 16 MiB. */
  private static final int SHARD_ENTRIES = 1 << 20;

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final int shardEntries;

  public SaeLatentCaches(TensorRuntime runtime, ArtifactStore store) {
    this(runtime, store, SHARD_ENTRIES);
  }

  SaeLatentCaches(TensorRuntime runtime, ArtifactStore store, int shardEntries) {
    this.runtime = runtime;
    this.store = store;
    this.shardEntries = shardEntries;
  }

  @Override
  public ArtifactId materialize(ArtifactId saeId, ArtifactId activationsId, HookPoint hookPoint) {
    ArtifactRequest request =
        new ArtifactRequest(
            KIND,
            FORMAT_VERSION,
            Map.of("hookPoint", hookPoint.toString()),
            Map.of("sae", saeId, "activations", activationsId));
    if (store.find(KIND, request.id()).isEmpty()) {
      RowShards activations =
          RowShards.open(
              store.blobs(),
              store.require("activations", activationsId),
              TokenArtifact.INTERP + "/" + hookPoint);
      LatentCacheWriter writer = new LatentCacheWriter(store.blobs(), shardEntries);
      int latents;
      try (SaeParameters sae = SaeArtifact.load(runtime, store, saeId);
          SparseEncoder encoder = new SparseEncoder(sae)) {
        encode(activations, encoder, writer);
        latents = sae.config().latents();
      }
      store.commit(
          request, writer.finish(), Map.of("latents", (long) latents, "entries", writer.entries()));
    }
    return request.id();
  }

  private void encode(RowShards activations, SparseEncoder encoder, LatentCacheWriter writer) {
    int rowBytes = activations.width() * Float.BYTES;
    long token = 0;
    for (int shard = 0; shard < activations.count(); shard++) {
      ByteBuffer rows = activations.read(shard);
      for (int first = 0; first < activations.rows(shard); first += TOKENS_PER_BATCH) {
        int size = Math.min(TOKENS_PER_BATCH, activations.rows(shard) - first);
        try (TensorScope scope = runtime.scope()) {
          NDArray x =
              scope.floats(
                  rows.slice(first * rowBytes, size * rowBytes), size, activations.width());
          long firstToken = token;
          encoder.forEachPart(
              x,
              (part, row, rowsOfPart, sparse) ->
                  writer.append(
                      firstToken + row,
                      sparse.values().toFloatArray(),
                      sparse.latents().toLongArray(),
                      sparse.offsets().toLongArray()));
        }
        token += size;
      }
    }
  }

  @Override
  public LatentActivationSource open(ArtifactId cacheId) {
    Manifest manifest = store.require(KIND, cacheId);
    return new StoredLatentCache(store.blobs(), manifest);
  }
}
