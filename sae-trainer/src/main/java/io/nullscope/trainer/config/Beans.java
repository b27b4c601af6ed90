package io.nullscope.trainer.config;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.StopSignal;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.trainer.application.Patience;
import io.nullscope.trainer.application.SideBySide;
import io.nullscope.trainer.application.TrainSparseAutoencoders;
import io.nullscope.trainer.application.TrainingPace;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class Beans {

  private static final Duration CANCELLATION_INTERVAL = Duration.ofSeconds(2);

  /** Between two looks for a shard that is being made. */
  private static final Duration SHARD_LOOK = Duration.ofMillis(100);

  /** A word to the writer may have been refused while its store was away. */
  private static final Duration SHARD_REMINDER = Duration.ofMinutes(1);

  /** Before any record is taken up. */
  void requireDevice(@Observes @Priority(1) StartupEvent event) {
    TensorRuntime.requireDevice();
  }

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new TrainerFailures();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime(
      StopSignal stop, @ConfigProperty(name = "nullscope.stop-grace") Duration grace) {
    return TensorRuntime.startForService(() -> stop.stop(grace));
  }

  @Produces
  @Singleton
  TrainSparseAutoencoders trainSparseAutoencoders(
      TensorRuntime runtime, ArtifactStore store, TrainerConfig config, StopSignal stop) {
    return new TrainSparseAutoencoders(
        runtime,
        store,
        new TrainingPace(config.checkpointInterval(), CANCELLATION_INTERVAL),
        runtime.device().startsWith("gpu")
            ? SideBySide.unlimited(config.sideBySide())
            : SideBySide.ofThisMachine(config.sideBySide()),
        Patience.of(SHARD_LOOK, SHARD_REMINDER, stop),
        config.scratchDirectory(),
        stop);
  }
}
