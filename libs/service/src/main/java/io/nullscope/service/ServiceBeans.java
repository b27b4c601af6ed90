package io.nullscope.service;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.S3Config;
import io.nullscope.artifacts.S3ObjectStore;
import io.nullscope.artifacts.StoreTraffic;
import io.nullscope.artifacts.TimedObjectStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.messaging.RecordPosition;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Builds the shared objects from configuration. A service may replace the failure classifier with
 * its own.
 */
@ApplicationScoped
class ServiceBeans {

  /** Exit status after a fatal failure: "internal software error" of sysexits. */
  private static final int FATAL_EXIT = 70;

  @Produces
  @Singleton
  StoreTraffic storeTraffic() {
    return new StoreTraffic();
  }

  @Produces
  @Singleton
  ObjectStore objectStore(StoreConfig config, StoreTraffic traffic) {
    S3Config s3 =
        new S3Config(
            config.endpoint(),
            config.region(),
            config.bucket(),
            config.accessKey(),
            config.secretKey());
    return new TimedObjectStore(new S3ObjectStore(s3), traffic);
  }

  @Produces
  @Singleton
  ArtifactStore artifactStore(ObjectStore objects) {
    return new ArtifactStore(objects);
  }

  @Produces
  @Singleton
  SourceRoots sourceRoots(
      @ConfigProperty(name = "nullscope.source.roots") Optional<String> folders) {
    return SourceRoots.of(folders);
  }

  @Produces
  @Singleton
  StudyRegistry studyRegistry(ObjectStore objects) {
    return new StudyRegistry(objects);
  }

  @Produces
  @Singleton
  @DefaultBean
  FailureClassifier failureClassifier() {
    return new StoreFailures();
  }

  @Produces
  @Singleton
  StopSignal stopSignal() {
    return new StopSignal();
  }

  @Produces
  @Singleton
  Attempts attempts(ObjectStore objects) {
    return new Attempts(objects);
  }

  @Produces
  @Singleton
  StepRunner stepRunner(FailureClassifier classifier, StopSignal stop) {
    return new StepRunner(classifier, RetryPolicy.DEFAULT, stop);
  }

  @Produces
  @Singleton
  Steps steps(
      StepRunner runner,
      StudyRegistry registry,
      Attempts attempts,
      FactPublisher publisher,
      StoreTraffic traffic,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    return new Steps(runner, registry, attempts, publisher, service, traffic);
  }

  @Produces
  @Singleton
  Inboxes inboxes(
      StepRunner runner,
      StopSignal stop,
      @ConfigProperty(name = "nullscope.skip-records") Optional<List<String>> skipped) {
    Set<RecordPosition> positions =
        skipped.orElse(List.of()).stream()
            .map(RecordPosition::parse)
            .collect(Collectors.toUnmodifiableSet());
    return new Inboxes(runner, stop, positions, fatal -> Quarkus.asyncExit(FATAL_EXIT));
  }
}
