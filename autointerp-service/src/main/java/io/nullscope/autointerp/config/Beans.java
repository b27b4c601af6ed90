package io.nullscope.autointerp.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.autointerp.adapter.djl.LiveActivations;
import io.nullscope.autointerp.adapter.djl.SaeLatentCaches;
import io.nullscope.autointerp.adapter.store.ProtoScoredLatents;
import io.nullscope.autointerp.adapter.store.StoredActivations;
import io.nullscope.autointerp.adapter.store.StoredTokens;
import io.nullscope.autointerp.application.InterpretSae;
import io.nullscope.tensor.TensorRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class Beans {

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.startForService();
  }

  @Produces
  @Singleton
  InterpretSae interpretSae(TensorRuntime runtime, ArtifactStore store) {
    return new InterpretSae(
        store,
        new SaeLatentCaches(runtime, store),
        new StoredActivations(store),
        new LiveActivations(runtime, store),
        new StoredTokens(store),
        new ProtoScoredLatents());
  }
}
