package io.nullscope.trainer.application;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.rows.ShardPlan;
import io.nullscope.artifacts.rows.ShardWindow;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.sae.ShardSequence;
import io.nullscope.study.ActivationsSpec;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Activations that are made while they are read. */
record RollingSource(
    ArtifactStore store,
    TrainSparseAutoencoders.Activations activations,
    ActivationsSpec.Rolling rolling,
    Progress progress,
    Patience patience,
    BooleanSupplier cancelled)
    implements ShardSource {

  @Override
  public int width() {
    return activations.width();
  }

  @Override
  public TrainingShards open(int epochs, WorkingFolder folder) throws IOException {
    try {
      ShardPlan plan =
          ShardPlan.of(
              store.require(TokenArtifact.KIND, activations.tokensId()),
              TokenArtifact.TRAIN,
              rolling.shardTokens());
      ShardWindow window =
          ShardWindow.of(
              store,
              activations.id(),
              TokenArtifact.TRAIN + "/" + activations.hookPoint(),
              activations.studyId());
      return new RollingShards(window, plan, epochs, this, folder);
    } catch (RuntimeException e) {
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
    progress.checkpointed(0, 0);
  }
}
