package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Training rows from shards, in an order that differs from epoch to epoch.
 *
 * <p>The order of an epoch: the shards are permuted and taken in groups of up to {@code bufferRows}
 * rows (at least one shard each); within a group all rows are permuted together. When all shards
 * fit into one group, that is a permutation of all rows. Otherwise only one group's rows are
 * touched at a time, so memory is bounded by the buffer, not by the training set, and nothing but
 * one permutation of {@code bufferRows} integers lies on the Java heap.
 *
 * <p>The epochs follow each other without a gap: a batch may begin in one and end in the next.
 */
public final class ShuffledActivations implements BatchSource {

  private final ShardSequence shards;
  private final ShuffleOrder order;
  private final int bufferRows;
  private final int bufferShards;
  private final int width;
  private final long rows;

  private long epoch = -1;
  private int[] shardOrder; // of this epoch
  private Group group; // the current one
  private ActivationShard[] opened; // the group's shards that were asked for
  private int[] rowOrder; // of the group
  private ByteBuffer gathered;

  /**
   * A source over shards of the same width.
   *
   * @param bufferRows rows that are shuffled together; at least 1
   */
  public ShuffledActivations(List<ActivationShard> shards, ShuffleOrder order, int bufferRows) {
    this(ShardSequence.of(shards), order, bufferRows, Integer.MAX_VALUE);
  }

  /**
   * A source over shards that may be made while they are read.
   *
   * @param bufferRows most rows that are shuffled together; at least 1
   * @param bufferShards most shards whose rows are shuffled together; at least 1
   */
  public ShuffledActivations(
      ShardSequence shards, ShuffleOrder order, int bufferRows, int bufferShards) {
    if (bufferRows < 1) {
      throw new IllegalArgumentException("bufferRows is " + bufferRows + "; it must be at least 1");
    }
    if (bufferShards < 1) {
      throw new IllegalArgumentException(
          "bufferShards is " + bufferShards + "; it must be at least 1");
    }
    this.shards = shards;
    this.order = order;
    this.bufferRows = bufferRows;
    this.bufferShards = bufferShards;
    this.width = shards.width();
    this.rows = IntStream.range(0, shards.count()).mapToLong(shards::rows).sum();
    if (rows == 0) {
      throw new IllegalArgumentException("the activation shards have no rows to train on");
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public NDArray batch(TensorScope scope, long step, int size) {
    int bytes = Math.multiplyExact(Math.multiplyExact(size, width), Float.BYTES);
    if (gathered == null || gathered.capacity() != bytes) {
      gathered = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    gathered.clear();
    long first = Math.multiplyExact(step, (long) size);
    for (int i = 0; i < size; i++) {
      copyRow(first + i);
    }
    return scope.floats(gathered.flip(), size, width);
  }

  private void copyRow(long position) {
    seek(position / rows, position % rows);
    int row = rowOrder[(int) (position % rows - group.start)];
    int place = group.placeOf(row);
    if (opened[place] == null) {
      opened[place] = shards.open(epoch, shardOrder[group.from + place]);
    }
    opened[place].copyRow(row - group.starts[place], gathered);
  }

  /** Makes the group current that has the row at {@code place} of the epoch. */
  private void seek(long wantedEpoch, long place) {
    if (wantedEpoch == epoch && group.contains(place)) {
      return;
    }
    if (wantedEpoch != epoch || place < group.start) {
      epoch = wantedEpoch;
      shardOrder = order.permutation(epoch, 0, shards.count());
      group = groupAt(1, 0, 0);
    }
    while (!group.contains(place)) {
      group = groupAt(group.number + 1, group.from + group.starts.length, group.start + group.rows);
    }
    rowOrder = order.permutation(epoch, group.number, group.rows);
    opened = new ActivationShard[group.starts.length];
  }

  /**
   * The group that begins with the shard at place {@code from} of the order: as many shards as fit,
   * at least one.
   */
  private Group groupAt(int number, int from, long start) {
    int to = from;
    long held = 0;
    while (to < shardOrder.length
        && to - from < bufferShards
        && (to == from || held + shards.rows(shardOrder[to]) <= bufferRows)) {
      held += shards.rows(shardOrder[to]);
      to++;
    }
    int[] starts = new int[to - from];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + shards.rows(shardOrder[from + i - 1]);
    }
    return new Group(number, from, start, starts, (int) held);
  }

  /**
   * Shards whose rows are shuffled together.
   *
   * @param number from 1
   * @param from place of its first shard in the order of shards
   * @param start rows of the epoch before it
   * @param starts first row of each of its shards within the group
   * @param rows rows of all its shards
   */
  private record Group(int number, int from, long start, int[] starts, int rows) {

    boolean contains(long place) {
      return place >= start && place < start + rows;
    }

    /**
     * Which shard of the group has this row; of shards that begin there the last, the others being
     * empty.
     */
    int placeOf(int row) {
      int low = 0;
      int high = starts.length - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (starts[middle] <= row) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return low;
    }
  }
}
