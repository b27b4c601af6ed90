package io.nullscope.autointerp.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.Manifest;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.autointerp.application.LatentActivationSource;
import io.nullscope.autointerp.application.LatentCaches;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SparseEncoder;
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

  /** 2: entries by token, eight bytes each in place of sixteen. */
  private static final int FORMAT_VERSION = 2;

  /** Tokens that are in engine memory at a time; the encoder bounds what it makes of them. */
  private static final int TOKENS_PER_BATCH = 2048;

  /** 8 MiB. */
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
  public ArtifactId materialize(
      ArtifactId saeId,
      InterpretationActivations activations,
      InterpretationActivations.Source source) {
    ArtifactRequest request =
        new ArtifactRequest(
            KIND,
            FORMAT_VERSION,
            Map.of("hookPoint", source.hookPoint().toString()),
            Map.of("sae", saeId, "activations", source.activationsId()));
    if (store.find(KIND, request.id()).isEmpty()) {
      encode(request, saeId, activations, source);
    }
    return request.id();
  }

  private void encode(
      ArtifactRequest request,
      ArtifactId saeId,
      InterpretationActivations activations,
      InterpretationActivations.Source source) {
    try (BlobUploads uploads = new BlobUploads(store.blobs())) {
      LatentCacheWriter writer = new LatentCacheWriter(uploads, shardEntries);
      int latents;
      try (SaeParameters sae = SaeArtifact.load(runtime, store, saeId);
          SparseEncoder encoder = new SparseEncoder(sae)) {
        Encoding encoding = new Encoding(encoder, writer);
        activations.read(source, encoding::accept);
        latents = sae.config().latents();
      }
      store.commit(
          request,
          BlobUploads.await(writer.finish()),
          Map.of("latents", (long) latents, "entries", writer.entries()));
    }
  }

  /** Encodes blocks of consecutive rows, batch by batch. */
  private final class Encoding {

    private final SparseEncoder encoder;
    private final LatentCacheWriter writer;
    private long token;

    Encoding(SparseEncoder encoder, LatentCacheWriter writer) {
      this.encoder = encoder;
      this.writer = writer;
    }

    void accept(ByteBuffer rows, int width) {
      int rowBytes = width * Float.BYTES;
      int count = rows.remaining() / rowBytes;
      for (int first = 0; first < count; first += TOKENS_PER_BATCH) {
        int size = Math.min(TOKENS_PER_BATCH, count - first);
        try (TensorScope scope = runtime.scope()) {
          NDArray x =
              scope.floats(
                  rows.slice(rows.position() + first * rowBytes, size * rowBytes), size, width);
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
