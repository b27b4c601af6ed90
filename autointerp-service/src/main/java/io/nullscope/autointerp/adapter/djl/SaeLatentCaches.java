package io.nullscope.autointerp.adapter.djl;

import ai.djl.ndarray.NDArray;
import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactRequest;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobUploads;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.autointerp.application.LatentActivationSource;
import io.nullscope.autointerp.application.LatentCaches;
import io.nullscope.messaging.StepProgress;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.sae.SparseActivations;
import io.nullscope.sae.SparseEncoder;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * Encodes shard by shard and stores the non-zero activations as it goes: memory holds one shard of
 * each.
 */
public final class SaeLatentCaches implements LatentCaches {

  static final String KIND = "latent-cache";

  /** 3: no entries at positions that do not count. */
  private static final int FORMAT_VERSION = 3;

  /** Tokens that are in engine memory at a time; the encoder bounds what it makes of them. */
  private static final int TOKENS_PER_BATCH = 2048;

  /** Windows of tokens that are looked through at a time. */
  private static final int BATCH_WINDOWS = 1024;

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
            Map.of(
                "sae", saeId,
                "activations", source.activationsId(),
                "positions", source.positionsId()));
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
        Encoding encoding = new Encoding(encoder, writer, leftOut(source));
        activations.read(source, encoding::accept);
        latents = sae.config().latents();
      }
      store.commit(
          request,
          BlobUploads.await(writer.finish()),
          Map.of("latents", (long) latents, "entries", writer.entries()));
    }
  }

  /** Token positions that do not count. */
  private BitSet leftOut(InterpretationActivations.Source source) {
    BitSet leftOut = new BitSet();
    CountedPositions positions =
        CountedPositions.open(
            store, source.positionsId(), TokenArtifact.INTERP, source.hookPoint().toString());
    if (!positions.all()) {
      TokenSplit.open(
              store.blobs(),
              store.require(TokenArtifact.KIND, source.tokensId()),
              TokenArtifact.INTERP)
          .forEachBatch(
              BATCH_WINDOWS,
              (firstWindow, windows, documents) -> {
                boolean[] counted = positions.of(firstWindow, windows);
                int first = Math.toIntExact(firstWindow * windows[0].length);
                for (int i = 0; i < counted.length; i++) {
                  leftOut.set(first + i, !counted[i]);
                }
              });
    }
    return leftOut;
  }

  /** Encodes blocks of consecutive rows, batch by batch. */
  private final class Encoding {

    private final SparseEncoder encoder;
    private final LatentCacheWriter writer;
    private final BitSet leftOut;
    private long token;

    Encoding(SparseEncoder encoder, LatentCacheWriter writer, BitSet leftOut) {
      this.encoder = encoder;
      this.writer = writer;
      this.leftOut = leftOut;
    }

    void accept(ByteBuffer rows, int width) {
      int rowBytes = width * Float.BYTES;
      int count = rows.remaining() / rowBytes;
      for (int first = 0; first < count; first += TOKENS_PER_BATCH) {
        StepProgress.check();
        int size = Math.min(TOKENS_PER_BATCH, count - first);
        try (TensorScope scope = runtime.scope()) {
          NDArray x =
              scope.floats(
                  rows.slice(rows.position() + first * rowBytes, size * rowBytes), size, width);
          long firstToken = token;
          encoder.forEachPart(
              x, (part, row, rowsOfPart, sparse) -> write(firstToken + row, sparse));
        }
        token += size;
      }
    }

    private void write(long firstToken, SparseActivations sparse) {
      float[] values = sparse.values().toFloatArray();
      long[] offsets = sparse.offsets().toLongArray();
      for (int row = 0; row + 1 < offsets.length; row++) {
        if (leftOut.get(Math.toIntExact(firstToken + row))) {
          Arrays.fill(values, (int) offsets[row], (int) offsets[row + 1], 0);
        }
      }
      writer.append(firstToken, values, sparse.latents().toLongArray(), offsets);
    }
  }

  @Override
  public LatentActivationSource open(ArtifactId cacheId) {
    Manifest manifest = store.require(KIND, cacheId);
    return new StoredLatentCache(store.blobs(), manifest);
  }
}
