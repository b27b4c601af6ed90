package io.nullscope.sae;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.TensorScope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

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

  private final List<ActivationShard> shards;
  private final ShuffleOrder order;
  private final int bufferRows;
  private final int width;
  private final long rows;

  private long epoch = -1;
  private int[] shardOrder; // of this epoch
  private Group group; // the current one
  private int[] rowOrder; // of the group
  private ByteBuffer gathered;

  /**
   * A source over shards of the same width.
   *
   * @param bufferRows rows that are shuffled together; at least 1
   */
  public ShuffledActivations(List<ActivationShard> shards, ShuffleOrder order, int bufferRows) {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("there are no activation shards to train on");
    }
    if (bufferRows < 1) {
      throw new IllegalArgumentException("bufferRows is " + bufferRows + "; it must be at least 1");
    }
    this.shards = List.copyOf(shards);
    this.order = order;
    this.bufferRows = bufferRows;
    this.width = shards.get(0).width();
    for (ActivationShard shard : shards) {
      if (shard.width() != width) {
        throw new IllegalArgumentException(
            "activation shards have different widths: " + width + " and " + shard.width());
      }
    }
    this.rows = shards.stream().mapToLong(ActivationShard::rows).sum();
    if (rows == 0) {
      throw new IllegalArgumentException("the activation shards have no rows to train on");
    }
  }

  /** The mean of the first rows of shards, for the initial decoder bias; float64 sums. */
  public static float[] mean(List<ActivationShard> shards, long maxRows) {
    int width = shards.get(0).width();
    double[] sums = new double[width];
    long counted = 0;
    for (ActivationShard shard : shards) {
      int count = (int) Math.min(shard.rows(), maxRows - counted);
      shard.addRows(count, sums);
      counted += count;
    }
    if (counted == 0) {
      throw new IllegalArgumentException("there are no activation rows to take the mean of");
    }
    float[] mean = new float[width];
    for (int i = 0; i < width; i++) {
      mean[i] = (float) (sums[i] / counted);
    }
    return mean;
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
    shards.get(shardOrder[group.from + place]).copyRow(row - group.starts[place], gathered);
  }

  /** Makes the group current that has the row at {@code place} of the epoch. */
  private void seek(long wantedEpoch, long place) {
    if (wantedEpoch == epoch && group.contains(place)) {
      return;
    }
    if (wantedEpoch != epoch || place < group.start) {
      epoch = wantedEpoch;
      shardOrder = order.permutation(epoch, 0, shards.size());
      group = groupAt(1, 0, 0);
    }
    while (!group.contains(place)) {
      group = groupAt(group.number + 1, group.from + group.starts.length, group.start + group.rows);
    }
    rowOrder = order.permutation(epoch, group.number, group.rows);
  }

  /**
   * The group that begins with the shard at place {@code from} of the order: as many shards as fit,
   * at least one.
   */
  private Group groupAt(int number, int from, long start) {
    int to = from;
    long held = 0;
    while (to < shardOrder.length
        && (to == from || held + shards.get(shardOrder[to]).rows() <= bufferRows)) {
      held += shards.get(shardOrder[to]).rows();
      to++;
    }
    int[] starts = new int[to - from];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + shards.get(shardOrder[from + i - 1]).rows();
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
