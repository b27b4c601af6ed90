package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.Manifest;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.messaging.StopSignal;
import io.nullscope.sae.ShardSequence;
import java.io.IOException;

/** Activations that are in the store. */
record KeptSource(
    ArtifactStore store, TrainSparseAutoencoders.Activations activations, StopSignal stop)
    implements ShardSource {

  @Override
  public int width() {
    return Math.toIntExact((Long) manifest().attributes().get("width"));
  }

  @Override
  public TrainingShards open(int epochs, WorkingFolder folder) throws IOException {
    String table = TokenArtifact.TRAIN + "/" + activations.hookPoint();
    try {
      return new KeptShards(RowShards.open(store.blobs(), manifest(), table), folder, stop);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public ShardSequence counted(TrainingShards shards) {
    return activations.counted(store, shards);
  }

  @Override
  public void notNeeded() {
    // They stay.
  }

  private Manifest manifest() {
    return store.require("activations", activations.id());
  }
}
