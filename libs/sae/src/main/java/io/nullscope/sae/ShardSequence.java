package io.nullscope.sae;

import java.util.List;

/**
 * The shards of a training set, in order. They need not exist before they are asked for: {@link
 * #open} may wait.
 */
public interface ShardSequence {

  /** D. */
  int width();

  /** Shards of one epoch. */
  int count();

  /** Rows of a shard; known before the shard is. */
  int rows(int shard);

  /**
   * The rows of a shard.
   *
   * @param epoch 0-based pass over the data; every pass has the same rows
   * @param shard 0 to {@link #count()} - 1
   */
  ActivationShard open(long epoch, int shard);

  /**
   * Shards that are all at hand.
   *
   * @throws IllegalArgumentException when there are none, or they have different widths
   */
  static ShardSequence of(List<ActivationShard> shards) {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("there are no activation shards to train on");
    }
    int width = shards.get(0).width();
    for (ActivationShard shard : shards) {
      if (shard.width() != width) {
        throw new IllegalArgumentException(
            "activation shards have different widths: " + width + " and " + shard.width());
      }
    }
    List<ActivationShard> copy = List.copyOf(shards);
    return new ShardSequence() {
      @Override
      public int width() {
        return width;
      }

      @Override
      public int count() {
        return copy.size();
      }

      @Override
      public int rows(int shard) {
        return copy.get(shard).rows();
      }

      @Override
      public ActivationShard open(long epoch, int shard) {
        return copy.get(shard);
      }
    };
  }
}
