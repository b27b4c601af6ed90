package io.nullscope.trainer.application;

import io.nullscope.artifacts.positions.CountedPositions;
import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.sae.ActivationShard;
import io.nullscope.sae.ShardSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Shards without the rows of the positions that do not count. */
final class CountedRows implements ShardSequence {

  /** Windows that are read at a time. */
  private static final int BATCH_WINDOWS = 1024;

  private final ShardSequence shards;
  private final List<int[]> leftOut; // of each shard, ascending rows within it

  private CountedRows(ShardSequence shards, List<int[]> leftOut) {
    this.shards = shards;
    this.leftOut = leftOut;
  }

  /**
   * Leaves rows out.
   *
   * @param shards rows of all tokens of the split, in order
   * @param tokens the split
   */
  static ShardSequence of(ShardSequence shards, TokenSplit tokens, CountedPositions positions) {
    Cutting cutting = new Cutting(shards);
    tokens.forEachBatch(
        BATCH_WINDOWS,
        (firstWindow, windows, documents) -> {
          for (boolean counted : positions.of(firstWindow, windows)) {
            cutting.add(counted);
          }
        });
    return new CountedRows(shards, cutting.finish());
  }

  /** Goes along the shards, row by row. */
  private static final class Cutting {

    private final ShardSequence shards;
    private final List<int[]> done = new ArrayList<>();
    private IntStream.Builder leftOut = IntStream.builder();
    private int row;

    Cutting(ShardSequence shards) {
      this.shards = shards;
    }

    void add(boolean counted) {
      while (row == shards.rows(done.size())) {
        endShard();
      }
      if (!counted) {
        leftOut.add(row);
      }
      row++;
    }

    List<int[]> finish() {
      while (done.size() < shards.count()) {
        endShard();
      }
      return List.copyOf(done);
    }

    private void endShard() {
      done.add(leftOut.build().toArray());
      leftOut = IntStream.builder();
      row = 0;
    }
  }

  @Override
  public int width() {
    return shards.width();
  }

  @Override
  public int count() {
    return shards.count();
  }

  @Override
  public int rows(int shard) {
    return shards.rows(shard) - leftOut.get(shard).length;
  }

  @Override
  public ActivationShard open(long epoch, int shard) {
    return shards.open(epoch, shard).without(leftOut.get(shard));
  }
}
