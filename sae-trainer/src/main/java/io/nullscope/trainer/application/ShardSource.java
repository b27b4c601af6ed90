package io.nullscope.trainer.application;

import io.nullscope.sae.ShardSequence;
import java.io.IOException;

/** Where the training activations of a hook point are to be had. */
interface ShardSource {

  /** D. */
  int width();

  /**
   * Opens them.
   *
   * @param epochs most epochs of a training
   * @param folder for working files; closed with the result, and when this fails
   */
  TrainingShards open(int epochs, WorkingFolder folder) throws IOException;

  /**
   * The rows that are trained on.
   *
   * @param shards all rows
   */
  ShardSequence counted(TrainingShards shards);

  /** The activations are not needed: all SAEs are there, or will not be made. */
  void notNeeded();
}
