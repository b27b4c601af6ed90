package io.nullscope.variant.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.variant.adapter.checkpoint.HuggingFaceCheckpoints;
import io.nullscope.variant.adapter.djl.EngineSingularVectors;
import io.nullscope.variant.application.MaterializeVariant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class Beans {

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new VariantFailures();
  }

  @Produces
  @Singleton
  MaterializeVariant materializeVariant(ArtifactStore store) {
    return new MaterializeVariant(
        new HuggingFaceCheckpoints(new DemoAssets()), store, new EngineSingularVectors());
  }
}
