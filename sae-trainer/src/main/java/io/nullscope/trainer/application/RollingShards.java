package io.nullscope.trainer.application;

import io.nullscope.artifacts.rows.ShardPlan;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StoppedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.sae.ActivationShard;
import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.ShuffleOrder;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.sae.TrainingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/**
 * Shards that are made while they are read. Says how far the trainings are safe, which is what the
 * writer goes by, and waits for the shards to come. Shards are taken in their order; rows are
 * shuffled within blocks of half a window, so that the trainings can stand in one block while the
 * next is made.
 *
 * <p>Each shard is copied once, for all trainings, into one of as many files as the window has
 * shards. A file is written over when the window has passed its shard; then every training has.
 */
final class RollingShards implements TrainingShards {

  private final ShardWindow window;
  private final ShardPlan plan;
  private final int width;
  private final int windowShards;
  private final int blockShards;
  private final long shards; // of all epochs
  private final Progress progress;
  private final Patience patience;
  private final BooleanSupplier cancelled;
  private final WorkingFolder folder;
  private final Map<Long, ActivationShard> open = new TreeMap<>();
  private long first; // the first shard needed, as last told

  /**
   * Shards of one hook point.
   *
   * @param epochs most epochs of a training
   * @param folder closed with this
   */
  RollingShards(
      ShardWindow window, ShardPlan plan, int epochs, RollingSource source, WorkingFolder folder) {
    this.window = window;
    this.plan = plan;
    this.width = source.width();
    this.windowShards = source.rolling().windowShards();
    this.blockShards = source.rolling().blockShards();
    this.shards = Math.multiplyExact((long) plan.shards(), (long) epochs);
    this.progress = source.progress();
    this.patience = source.patience();
    this.cancelled = source.cancelled();
    this.folder = folder;
  }

  /** Asks for the first shards. */
  @Override
  public void begin(long firstNeeded) {
    window.clearFailure();
    first = firstNeeded;
    progress.checkpointed(first, shards);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int count() {
    return plan.shards();
  }

  @Override
  public int rows(int shard) {
    return plan.rows(shard);
  }

  @Override
  public ActivationShard open(long epoch, int shard) {
    return open.computeIfAbsent(epoch * plan.shards() + shard, this::fetch);
  }

  private ActivationShard fetch(long shard) {
    Path file = folder.path().resolve(shard % windowShards + ".safetensors");
    for (int look = 1; !window.copy(shard, file); look++) {
      window
          .failure()
          .ifPresent(
              failure -> {
                // Tried again, a training asks again; the mark goes when it does.
                throw failure.passing()
                    ? new TransientException(failure.code(), failure.message())
                    : new RejectedException(failure.code(), failure.message());
              });
      if (cancelled.getAsBoolean()) {
        throw new RejectedException(
            TrainingPass.CANCELLED, "the training was stopped while it waited for shard " + shard);
      }
      if (look % patience.looks() == 0) {
        progress.checkpointed(first, shards);
      }
      try {
        patience.pause().await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoppedException("the service was stopped while it waited for shard " + shard, e);
      }
    }
    try {
      return ActivationShard.map(file);
    } catch (IOException e) {
      throw new UncheckedIOException("mapping shard " + shard, e);
    }
  }

  @Override
  public ShuffledActivations batches(SaeStreams streams, ShardSequence rows) {
    ShuffleOrder order =
        (epoch, part, size) ->
            part == 0 ? IntStream.range(0, size).toArray() : streams.permutation(epoch, part, size);
    return new ShuffledActivations(rows, order, Integer.MAX_VALUE, blockShards);
  }

  /**
   * A batch that begins with the last row of a block may go on through several: through a short one
   * at the end of an epoch, or when a batch is larger than a block. The window begins with the
   * block that the batch begins in.
   */
  @Override
  public void check(ShardSequence rows, TrainingConfig training) {
    int blocks = (plan.shards() + blockShards - 1) / blockShards;
    long all = (long) blocks * training.epochs();
    for (int first = 0; first < blocks; first++) {
      long needed = blockEnd(first) - (long) first * blockShards;
      long rowsLeft = training.batchSize() - 1L;
      for (long next = first + 1L; rowsLeft > 0 && next < all; next++) {
        int block = (int) (next % blocks);
        int from = block * blockShards;
        needed += blockEnd(block) - from;
        rowsLeft -= IntStream.range(from, blockEnd(block)).mapToLong(rows::rows).sum();
      }
      if (needed > windowShards) {
        throw new RejectedException(
            "WINDOW_TOO_SMALL",
            "a batch of "
                + training.batchSize()
                + " rows may need "
                + needed
                + " shards at a time, the window has "
                + windowShards
                + "; lower the batch size, or raise activations.shardTokens or"
                + " activations.windowShards");
      }
    }
  }

  private int blockEnd(int block) {
    return Math.min(plan.shards(), (block + 1) * blockShards);
  }

  /** The first block: what comes later may not be made before training begins. */
  @Override
  public int shardsAtStart() {
    return Math.min(blockShards, plan.shards());
  }

  @Override
  public LongUnaryOperator firstNeeded(ShardSequence rows) {
    long[] starts = new long[plan.shards() + 1]; // rows of an epoch before each shard
    for (int shard = 0; shard < plan.shards(); shard++) {
      starts[shard + 1] = starts[shard] + rows.rows(shard);
    }
    long epochRows = starts[plan.shards()];
    return position -> {
      int found = Arrays.binarySearch(starts, position % epochRows);
      int shard = found >= 0 ? found : -found - 2;
      return position / epochRows * plan.shards() + shard / blockShards * blockShards;
    };
  }

  @Override
  public void checkpointed(long firstNeeded) {
    if (firstNeeded > first) {
      first = firstNeeded;
      open.keySet().removeIf(shard -> shard < first);
      progress.checkpointed(first, shards);
    }
  }

  @Override
  public void finished() {
    first = shards;
    progress.checkpointed(shards, shards);
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
