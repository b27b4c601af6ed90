package io.nullscope.trainer.application;

/** Whom to tell how far the trainings of a hook point are safe. */
@FunctionalInterface
public interface Progress {

  /**
   * All trainings can go on from a shard, whatever happens.
   *
   * @param next the first that is still needed; {@code shards} when none is
   * @param shards of all epochs
   */
  void checkpointed(long next, long shards);
}
