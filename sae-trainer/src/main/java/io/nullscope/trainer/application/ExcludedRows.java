package io.nullscope.trainer.application;

import io.nullscope.artifacts.tokens.TokenSplit;
import io.nullscope.sae.ActivationShard;
import io.nullscope.sae.ShardSequence;
import java.util.Arrays;
import java.util.Set;

/**
 * Shards without the rows of some tokens, such as the token that begins each document: its residual
 * stream is far from all others and would draw latents to itself.
 */
final class ExcludedRows implements ShardSequence {

  /** Windows that are read at a time. */
  private static final int BATCH_WINDOWS = 1024;

  private final ShardSequence shards;
  private final int[][] excluded; // [shard] ascending rows within the shard

  private ExcludedRows(ShardSequence shards, int[][] excluded) {
    this.shards = shards;
    this.excluded = excluded;
  }

  /**
   * Looks for tokens.
   *
   * @param shards rows of all tokens of the split, in order
   * @param tokens the split
   * @param ids tokens whose rows are left out
   */
  static ShardSequence of(ShardSequence shards, TokenSplit tokens, Set<Integer> ids) {
    int[][] excluded = new int[shards.count()][0];
    int[] at = {0, 0}; // shard, row within it
    tokens.forEachBatch(
        BATCH_WINDOWS,
        (firstWindow, windows, documents) -> {
          for (int[] window : windows) {
            for (int token : window) {
              while (at[1] == shards.rows(at[0])) {
                at[0]++;
                at[1] = 0;
              }
              if (ids.contains(token)) {
                int[] rows = excluded[at[0]];
                excluded[at[0]] = Arrays.copyOf(rows, rows.length + 1);
                excluded[at[0]][rows.length] = at[1];
              }
              at[1]++;
            }
          }
        });
    return new ExcludedRows(shards, excluded);
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
    return shards.rows(shard) - excluded[shard].length;
  }

  @Override
  public ActivationShard open(long epoch, int shard) {
    return shards.open(epoch, shard).without(excluded[shard]);
  }
}
