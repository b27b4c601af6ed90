package io.nullscope.activation.application;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.ShardPlan;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.study.HookPoint;
import io.nullscope.transformer.LanguageModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Keeps windows of training activations filled: on each word of how far a training has come,
 * deletes the shards that it has passed and makes those that follow. It never waits for a training,
 * so no training holds up another, and all that it knows lies in the store; what it keeps in memory
 * is the variant that it ran last. Not thread-safe.
 *
 * <p>A shard depends on its number alone: it is cut from whole batches of the grid that {@link
 * ExtractActivations} uses, so its rows have the bits of the stored ones.
 */
public final class StreamActivations implements AutoCloseable {

  private final VariantRunner runner;
  private final ArtifactStore store;
  private ArtifactId loadedId;
  private RunningVariant loaded;

  public StreamActivations(VariantRunner runner, ArtifactStore store) {
    this.runner = runner;
    this.store = store;
  }

  /**
   * Brings a window to where its training is. The same word twice changes nothing; an old word
   * moves the window back, which the next one undoes.
   *
   * @param next first shard that is still needed
   * @param shards of the whole training; a stream that has arrived there is finished
   * @param stopped asked before each shard: whether no more is to be made
   */
  public void advance(ShardStream stream, long next, long shards, BooleanSupplier stopped) {
    boolean finished = next >= shards || stopped.getAsBoolean();
    long end = finished ? next : Math.min(shards, next + stream.windowShards());
    ShardWindow window = window(stream);
    Set<Long> missing =
        LongStream.range(next, end).boxed().collect(Collectors.toCollection(TreeSet::new));
    // Deleted before any is made, so that there are never more than the window holds.
    for (long shard : window.shards()) {
      if (!missing.remove(shard)) {
        window.delete(shard);
      }
    }
    for (long shard : missing) {
      if (stopped.getAsBoolean()) {
        return;
      }
      make(stream, shard, window);
    }
    if (finished) {
      window.clearFailure();
      close();
    }
  }

  /** Tells a training that there will be no more shards unless it asks again, and why. */
  public void fail(ShardStream stream, ShardWindow.Failure failure) {
    window(stream).fail(failure);
  }

  private ShardWindow window(ShardStream stream) {
    return ShardWindow.of(
        store,
        stream.activationsId(),
        TokenArtifact.TRAIN + "/" + stream.hookPoint(),
        stream.studyId());
  }

  private void make(ShardStream stream, long shard, ShardWindow window) {
    Manifest tokens = store.require(TokenArtifact.KIND, stream.tokensId());
    ShardPlan plan = ShardPlan.of(tokens, TokenArtifact.TRAIN, stream.shardTokens());
    RunningVariant variant = variant(stream.variantId());
    int rowBytes = variant.width() * Float.BYTES;
    long firstRow = plan.firstWindow(shard) * plan.contextLength();
    ByteBuffer rows =
        ByteBuffer.allocate(Math.multiplyExact(plan.rows(shard), rowBytes))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<HookPoint> hookPoints = List.of(stream.hookPoint());
    TokenSplit.open(store.blobs(), tokens, TokenArtifact.TRAIN)
        .forEachBatch(
            LanguageModel.batchWindows(plan.contextLength()),
            plan.firstWindow(shard),
            plan.firstWindow(shard) + plan.rows(shard) / plan.contextLength(),
            (firstWindow, tokenIds, documents) ->
                variant.run(
                    TokenArtifact.TRAIN,
                    firstWindow,
                    tokenIds,
                    hookPoints,
                    (hookPoint, bytes) -> {
                      // Rows of the batch that lie before the shard, and then what fits.
                      long before = firstRow - firstWindow * plan.contextLength();
                      int skipped = (int) Math.max(0, before) * rowBytes;
                      int taken = Math.min(bytes.remaining() - skipped, rows.remaining());
                      rows.put(bytes.slice(bytes.position() + skipped, taken));
                    }));
    window.put(shard, rows.flip(), variant.width());
  }

  /** The variant, loaded once as long as no other is asked for. */
  private RunningVariant variant(ArtifactId id) {
    if (!id.equals(loadedId)) {
      close();
      loaded = runner.open(id);
      loadedId = id;
    }
    return loaded;
  }

  /** Frees the variant's memory; the next shard loads it again. */
  @Override
  public void close() {
    if (loaded != null) {
      loaded.close();
      loaded = null;
      loadedId = null;
    }
  }
}
