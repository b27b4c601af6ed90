package io.nullscope.activation.config;

import io.nullscope.activation.adapter.corpus.FileCorpora;
import io.nullscope.activation.adapter.djl.LanguageModelRunner;
import io.nullscope.activation.application.ExtractActivations;
import io.nullscope.activation.application.StreamActivations;
import io.nullscope.activation.application.TokenWindows;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.demo.DemoAssets;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.service.SourceRoots;
import io.nullscope.tensor.TensorRuntime;
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
    return new ActivationFailures();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.startForService();
  }

  @Produces
  @Singleton
  ExtractActivations extractActivations(
      TensorRuntime runtime, ArtifactStore store, SourceRoots roots) {
    return new ExtractActivations(
        new LanguageModelRunner(runtime, store),
        new TokenWindows(new FileCorpora(new DemoAssets(), roots), store),
        store);
  }

  @Produces
  @Singleton
  StreamActivations streamActivations(TensorRuntime runtime, ArtifactStore store) {
    return new StreamActivations(new LanguageModelRunner(runtime, store), store);
  }
}
