package io.nullscope.metrics.config;

import io.agroal.api.AgroalDataSource;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.messaging.FailureClassifier;
import io.nullscope.metrics.adapter.djl.DecoderDictionaries;
import io.nullscope.metrics.adapter.djl.SplicedEvaluator;
import io.nullscope.metrics.adapter.report.QuteReport;
import io.nullscope.metrics.adapter.store.JdbcReadModel;
import io.nullscope.metrics.adapter.store.StoredArtifacts;
import io.nullscope.metrics.application.Artifacts;
import io.nullscope.metrics.application.CellMetricsComputation;
import io.nullscope.metrics.application.EndClaims;
import io.nullscope.metrics.application.Provenance;
import io.nullscope.metrics.application.ReadModel;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StudyCompletion;
import io.nullscope.metrics.application.StudyControl;
import io.nullscope.metrics.application.StudyProjection;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudyRequests;
import io.nullscope.metrics.application.StudySubmission;
import io.nullscope.metrics.application.VerdictRevision;
import io.nullscope.service.StudyRegistry;
import io.nullscope.service.StudyRun;
import io.nullscope.study.StudySpec;
import io.nullscope.tensor.TensorRuntime;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@ApplicationScoped
class Beans {

  /** How long the end of a study is kept for a process that has died. */
  private static final Duration CLAIM = Duration.ofMinutes(1);

  /** Before any record is taken up. */
  void requireDevice(@Observes @Priority(1) StartupEvent event) {
    TensorRuntime.requireDevice();
  }

  @Produces
  @Singleton
  FailureClassifier failureClassifier() {
    return new MetricsFailures();
  }

  @Produces
  @Singleton
  TensorRuntime tensorRuntime() {
    return TensorRuntime.startForService();
  }

  @Produces
  @Singleton
  ReadModel readModel(AgroalDataSource dataSource) {
    return new JdbcReadModel(dataSource);
  }

  @Produces
  @Singleton
  Artifacts artifacts(ArtifactStore store) {
    return new StoredArtifacts(store);
  }

  @Produces
  @Singleton
  CellMetricsComputation cellMetricsComputation(
      Artifacts artifacts, TensorRuntime runtime, ArtifactStore store) {
    return new CellMetricsComputation(artifacts, new SplicedEvaluator(runtime, store));
  }

  @Produces
  @Singleton
  StudyProjection studyProjection(ReadModel readModel, Artifacts artifacts) {
    return new StudyProjection(readModel, artifacts, Clock.systemUTC());
  }

  /** A process that keeps its name over restarts goes on at once where it was. */
  @Produces
  @Singleton
  EndClaims endClaims(
      ReadModel readModel,
      @ConfigProperty(name = "mp.messaging.connector.smallrye-kafka.group.instance.id")
          Optional<String> instance) {
    return new EndClaims(readModel, instance.orElseGet(UUID.randomUUID()::toString), CLAIM);
  }

  void close(@Disposes EndClaims claims) {
    claims.close();
  }

  @Produces
  @Singleton
  StudyQueries studyQueries(ReadModel readModel, Artifacts artifacts) {
    return new StudyQueries(readModel, artifacts);
  }

  @Produces
  @Singleton
  VerdictRevision verdictRevision(ReadModel readModel, Artifacts artifacts) {
    return new VerdictRevision(readModel, artifacts);
  }

  @Produces
  @Singleton
  RunningSteps runningSteps() {
    return new RunningSteps();
  }

  @Produces
  @Singleton
  StudyControl studyControl(StudyRegistry registry) {
    return new StudyControl() {
      @Override
      public void claim(String studyId, StudySpec spec) {
        registry.claim(new StudyRun(studyId, 1, spec));
      }

      @Override
      public void cancel(String studyId, int attempt) {
        registry.cancel(studyId, attempt);
      }

      @Override
      public void forget(String studyId) {
        registry.needsNothing(studyId);
      }
    };
  }

  @Produces
  @Singleton
  StudySubmission studySubmission(
      StudyProjection projection,
      StudyRequests requests,
      StudyControl control,
      StudyQueries queries,
      Artifacts artifacts) {
    return new StudySubmission(projection, requests, control, queries, artifacts);
  }

  @Produces
  @Singleton
  StudyCompletion studyCompletion(
      ReadModel readModel,
      StudyProjection projection,
      Artifacts artifacts,
      TensorRuntime runtime,
      ArtifactStore store,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    Provenance provenance = new Provenance(version, runtime.engine(), runtime.device());
    return new StudyCompletion(
        readModel,
        projection,
        artifacts,
        new DecoderDictionaries(runtime, store),
        new QuteReport(),
        provenance);
  }
}
