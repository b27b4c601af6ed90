package io.nullscope.study;

/** What becomes of the residual streams that SAEs are trained on. */
public sealed interface ActivationsSpec {

  /** Stored whole before training begins, and kept. */
  ActivationsSpec DEFAULT = new Keep();

  /** The word in study files. */
  String retention();

  /** All shards are stored and stay. */
  record Keep() implements ActivationsSpec {
    public static final String RETENTION = "keep";

    @Override
    public String retention() {
      return RETENTION;
    }
  }

  /**
   * Shards are made as training needs them and deleted when it has passed them; only a window of
   * them exists. Rows are shuffled within half a window: a training can stand in one half while the
   * other is made.
   *
   * @param windowShards most shards of one hook point that exist at a time; even, at least 2
   * @param shardTokens tokens of one shard, rounded down to whole context windows
   */
  record Rolling(int windowShards, int shardTokens) implements ActivationsSpec {
    public static final String RETENTION = "rolling";
    public static final int DEFAULT_WINDOW_SHARDS = 32;
    public static final int DEFAULT_SHARD_TOKENS = 1 << 14;

    public Rolling {
      Require.atLeast(2, windowShards, "activations.windowShards");
      Require.atLeast(1, shardTokens, "activations.shardTokens");
      if (windowShards % 2 != 0) {
        throw new IllegalArgumentException(
            "activations.windowShards must be even, but is " + windowShards);
      }
    }

    /** Shards whose rows are shuffled together. */
    public int blockShards() {
      return windowShards / 2;
    }

    @Override
    public String retention() {
      return RETENTION;
    }
  }
}
