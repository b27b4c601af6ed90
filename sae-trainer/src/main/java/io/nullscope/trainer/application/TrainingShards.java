package io.nullscope.trainer.application;

import io.nullscope.sae.ShardSequence;
import io.nullscope.sae.ShuffledActivations;
import io.nullscope.sae.TrainingConfig;
import java.io.IOException;
import java.util.function.LongUnaryOperator;

/** The training activations of one hook point, read by all SAEs that are trained side by side. */
interface TrainingShards extends ShardSequence, AutoCloseable {

  /**
   * Batches in the order of an SAE seed.
   *
   * @param rows these shards, or what is left of them
   */
  ShuffledActivations batches(SaeStreams streams, ShardSequence rows);

  /**
   * Makes sure that no batch needs more shards than there may be at a time.
   *
   * @param rows these shards, or what is left of them
   * @throws io.nullscope.messaging.RejectedException WINDOW_TOO_SMALL when one does
   */
  void check(ShardSequence rows, TrainingConfig training);

  /** Shards that may be read before the first step, from the first. */
  int shardsAtStart();

  /**
   * Says which shard is the first that a training needs that has used so many rows of the epochs,
   * laid end to end.
   *
   * @param rows these shards, or what is left of them
   */
  LongUnaryOperator firstNeeded(ShardSequence rows);

  /** Training begins, or goes on, at this shard. */
  void begin(long firstNeeded);

  /** All trainings can go on from this shard, whatever happens: earlier ones may go. */
  void checkpointed(long firstNeeded);

  /** No training needs any shard any more, or none can go on. */
  void finished();

  @Override
  void close() throws IOException;
}
