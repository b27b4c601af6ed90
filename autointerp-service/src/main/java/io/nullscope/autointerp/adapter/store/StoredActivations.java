package io.nullscope.autointerp.adapter.store;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.ReadAhead;
import io.nullscope.artifacts.rows.RowShards;
import io.nullscope.artifacts.tokens.TokenArtifact;
import io.nullscope.autointerp.application.InterpretationActivations;

/** Activations that activation-service has stored; a block is a shard. */
public final class StoredActivations implements InterpretationActivations {

  private final ArtifactStore store;

  public StoredActivations(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public void read(Source source, Visitor visitor) {
    RowShards shards =
        RowShards.open(
            store.blobs(),
            store.require("activations", source.activationsId()),
            TokenArtifact.INTERP + "/" + source.hookPoint());
    ReadAhead.forEach(
        shards.count(), shards::read, (shard, rows) -> visitor.accept(rows, shards.width()));
  }
}
