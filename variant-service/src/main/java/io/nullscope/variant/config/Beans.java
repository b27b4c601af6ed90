package io.nullscope.variant.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.demo.DemoAssets;
import io.nullscope.hub.Hub;
import io.nullscope.hub.HubSettings;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.service.SourceRoots;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.variant.adapter.checkpoint.DownloadLog;
import io.nullscope.variant.adapter.checkpoint.HuggingFaceCheckpoints;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import io.nullscope.variant.application.MaterializeVariant;
import io.nullscope.variant.application.PinnedRevisions;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class Beans {

  /** Before any record is taken up. */
  void requireDevice(@Observes @Priority(1) StartupEvent event) {
    TensorRuntime.requireDevice();
  }

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new VariantFailures();
  }

  @Produces
  @Singleton
  HuggingFaceCheckpoints checkpoints(SourceRoots roots) {
    return new HuggingFaceCheckpoints(
        new DemoAssets(), new Hub(HubSettings.of(System.getenv()), new DownloadLog()), roots);
  }

  @Produces
  @Singleton
  PinnedRevisions pinnedRevisions(ObjectStore objects, HuggingFaceCheckpoints checkpoints) {
    return new PinnedRevisions(objects, checkpoints);
  }

  @Produces
  @Singleton
  MaterializeVariant materializeVariant(HuggingFaceCheckpoints checkpoints, ArtifactStore store) {
    return new MaterializeVariant(checkpoints, store, new EngineSingularVectors());
  }
}
