package io.nullscope.trainer.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.application.Patience;
import io.nullscope.trainer.application.TrainSparseAutoencoders;
import io.nullscope.trainer.application.TrainingPace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

@ApplicationScoped
class Beans {

  private static final Duration CANCELLATION_INTERVAL = Duration.ofSeconds(2);

  /** Between two looks for a shard that is being made. */
  private static final Duration SHARD_LOOK = Duration.ofMillis(100);

  /** A word to the writer may have been refused while its store was away. */
  private static final Duration SHARD_REMINDER = Duration.ofMinutes(1);

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new TrainerFailures();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.startForService();
  }

  @Produces
  @Singleton
  TrainSparseAutoencoders trainSparseAutoencoders(
      TensorRuntime runtime, ArtifactStore store, TrainerConfig config) {
    return new TrainSparseAutoencoders(
        runtime,
        store,
        new TrainingPace(config.checkpointInterval(), CANCELLATION_INTERVAL),
        config.sideBySide(),
        Patience.of(SHARD_LOOK, SHARD_REMINDER),
        config.scratchDirectory());
  }
}
