package io.nullscope.autointerp.adapter.djl;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.RowShardWriter;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.autointerp.application.InterpretationActivations;
import io.nullscope.messaging.StepProgress;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.transformer.LanguageModel;
import io.nullscope.transformer.ResidualStreams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Activations from a forward pass of the variant, stored nowhere. The batches of the pass and the
 * blocks of rows are those that activation-service stores, so the bits are the same.
 */
public final class LiveActivations implements InterpretationActivations {

  private final TensorRuntime runtime;
  private final ArtifactStore store;
  private final IntUnaryOperator blockRows; // of a width

  public LiveActivations(TensorRuntime runtime, ArtifactStore store) {
    this(runtime, store, RowShardWriter::shardRows);
  }

  /** With blocks of a size that a test can fill. */
  LiveActivations(TensorRuntime runtime, ArtifactStore store, int blockRows) {
    this(runtime, store, width -> blockRows);
  }

  private LiveActivations(TensorRuntime runtime, ArtifactStore store, IntUnaryOperator blockRows) {
    this.runtime = runtime;
    this.store = store;
    this.blockRows = blockRows;
  }

  @Override
  public void read(Source source, Visitor visitor) {
    Manifest tokens = store.require(TokenArtifact.KIND, source.tokensId());
    int layer = source.hookPoint().layer();
    try (ResidualStreams variant = ResidualStreams.open(runtime, store, source.variantId())) {
      Blocks blocks = new Blocks(variant.width(), blockRows.applyAsInt(variant.width()), visitor);
      TokenSplit.open(store.blobs(), tokens, TokenArtifact.INTERP)
          .forEachBatch(
              LanguageModel.batchWindows(TokenArtifact.contextLength(tokens)),
              (firstWindow, windows, documents) -> {
                StepProgress.check();
                variant.run(
                    TokenArtifact.INTERP,
                    firstWindow,
                    windows,
                    List.of(layer),
                    (hook, rows) -> blocks.append(rows));
              });
      blocks.finish();
    }
  }

  /** Cuts rows as the shards of stored activations are cut. */
  private static final class Blocks {

    private final int width;
    private final Visitor visitor;
    private final ByteBuffer block;

    Blocks(int width, int rows, Visitor visitor) {
      this.width = width;
      this.visitor = visitor;
      this.block = ByteBuffer.allocate(rows * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    void append(ByteBuffer rows) {
      while (rows.hasRemaining()) {
        int taken = Math.min(rows.remaining(), block.remaining());
        block.put(rows.slice(rows.position(), taken));
        rows.position(rows.position() + taken);
        if (!block.hasRemaining()) {
          finish();
        }
      }
    }

    void finish() {
      if (block.position() > 0) {
        visitor.accept(block.flip(), width);
        block.clear();
      }
    }
  }
}
