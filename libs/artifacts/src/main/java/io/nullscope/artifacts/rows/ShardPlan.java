package io.nullscope.artifacts.rows;

import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.tokens.TokenArtifact;

/**
 * How the rows of a split of token windows are cut into shards that are made one by one: whole
 * windows, as many in every shard but the last of an epoch. Shards are numbered from 0 through all
 * epochs; those of one epoch are those of every other.
 *
 * @param windows context windows of one epoch
 * @param contextLength S, rows of a window
 * @param shardWindows windows of a shard
 */
public record ShardPlan(long windows, int contextLength, int shardWindows) {

  public ShardPlan {
    if (windows < 1 || contextLength < 1 || shardWindows < 1) {
      throw new IllegalArgumentException(
          "cannot cut %d windows of %d tokens into shards of %d windows"
              .formatted(windows, contextLength, shardWindows));
    }
  }

  /** The plan of a split for shards of at most {@code shardTokens} rows, at least one window. */
  public static ShardPlan of(Manifest tokens, String split, int shardTokens) {
    int contextLength = TokenArtifact.contextLength(tokens);
    return new ShardPlan(
        TokenArtifact.windows(tokens, split),
        contextLength,
        Math.max(1, shardTokens / contextLength));
  }

  /** Shards of one epoch. */
  public int shards() {
    return Math.toIntExact((windows + shardWindows - 1) / shardWindows);
  }

  /** First window of a shard within its epoch. */
  public long firstWindow(long shard) {
    return shard % shards() * shardWindows;
  }

  /** Rows of a shard. */
  public int rows(long shard) {
    return Math.toIntExact(Math.min(shardWindows, windows - firstWindow(shard)) * contextLength);
  }
}
