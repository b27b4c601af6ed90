package io.nullscope.metrics.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyControl;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudySubmission;
import io.nullscope.metrics.application.VerdictRevision;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.study.StudySpec;
import io.nullscope.v1.CellKey;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.ResultsServiceGrpc;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.VariantKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Both services in this process, on a made-up study. */
abstract class GrpcFixture {

  static final CellKey CELL =
      CellKey.newBuilder()
          .setVariant(VariantKey.newBuilder().setKind("trained"))
          .setHookPoint("layers.1")
          .setSae("topk")
          .build();

  final StudyAttempt attempt = Studies.attempt(1);
  final FinishedStudy study = new FinishedStudy(attempt);
  final List<StudyAttempt> published = new ArrayList<>();
  final Set<String> cancelled = new HashSet<>();
  final Set<String> forgotten = new HashSet<>();
  final RunningSteps running = new RunningSteps();
  private Server server;
  private ManagedChannel channel;
  private StudyGrpcService studyService;
  StudyServiceGrpc.StudyServiceBlockingStub studies;
  ResultsServiceGrpc.ResultsServiceBlockingStub results;

  @BeforeEach
  void start() throws IOException {
    StudyControl control =
        new StudyControl() {
          @Override
          public void claim(String studyId, StudySpec spec) {
            // The read model refuses a second specification as well.
          }

          @Override
          public void cancel(String studyId, int attempt) {
            cancelled.add(studyId);
          }

          @Override
          public void forget(String studyId) {
            forgotten.add(studyId);
          }
        };
    StudyQueries queries = new StudyQueries(study.readModel, study.artifacts);
    studyService =
        new StudyGrpcService(
            new StudySubmission(
                study.projection, published::add, control, queries, study.artifacts),
            queries,
            running,
            Duration.ofMillis(5));
    server =
        InProcessServerBuilder.forName("metrics-" + System.identityHashCode(this))
            .addService(studyService)
            .addService(
                new ResultsGrpcService(
                    queries, new VerdictRevision(study.readModel, study.artifacts)))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("metrics-" + System.identityHashCode(this)).build();
    studies = StudyServiceGrpc.newBlockingStub(channel);
    results = ResultsServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    studyService.stopWatching();
  }

  static StatusRuntimeException failure(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("the call succeeded");
  }

  static void assertStatus(StatusRuntimeException thrown, Status.Code code, String description) {
    assertThat(thrown.getStatus().getCode()).isEqualTo(code);
    assertThat(thrown.getStatus().getDescription()).contains(description);
  }

  static SubmitStudyRequest submission(String name, String id) {
    return SubmitStudyRequest.newBuilder()
        .setStudyYaml(Studies.yaml(name, "trained, step0"))
        .setStudyId(id)
        .build();
  }

  static GetStudyRequest get(String id) {
    return GetStudyRequest.newBuilder().setStudyId(id).build();
  }
}
