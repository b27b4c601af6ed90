package io.nullscope.trainer.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.application.TrainSparseAutoencoder;
import io.nullscope.trainer.application.TrainingPace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

@ApplicationScoped
class Beans {

  private static final Duration CANCELLATION_INTERVAL = Duration.ofSeconds(2);

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new TrainerFailures();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.start();
  }

  @Produces
  @Singleton
  TrainSparseAutoencoder trainSparseAutoencoder(
      TensorRuntime runtime, ArtifactStore store, TrainerConfig config) {
    return new TrainSparseAutoencoder(
        runtime,
        store,
        new TrainingPace(config.checkpointInterval(), CANCELLATION_INTERVAL),
        config.scratchDirectory());
  }
}
