package io.nullscope.metrics.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyControl;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudySubmission;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.Cell;
import io.nullscope.v1.CellKey;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetRocCurveRequest;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListCellsResponse;
import io.nullscope.v1.ListLatentsRequest;
import io.nullscope.v1.ListLatentsResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.ListVerdictsResponse;
import io.nullscope.v1.ResultsServiceGrpc;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.VariantKey;
import io.nullscope.v1.Verdict;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrpcServicesTest {

  private static final CellKey CELL =
      CellKey.newBuilder()
          .setVariant(VariantKey.newBuilder().setKind("trained"))
          .setHookPoint("layers.1")
          .build();

  private final StudyAttempt attempt = Studies.attempt(1);
  private final FinishedStudy study = new FinishedStudy(attempt);
  private final List<StudyAttempt> published = new ArrayList<>();
  private final Set<String> cancelled = new HashSet<>();
  private Server server;
  private ManagedChannel channel;
  private StudyGrpcService studyService;
  private StudyServiceGrpc.StudyServiceBlockingStub studies;
  private ResultsServiceGrpc.ResultsServiceBlockingStub results;

  @BeforeEach
  void start() throws IOException {
    StudyControl control =
        new StudyControl() {
          @Override
          public void cancel(String studyId) {
            cancelled.add(studyId);
          }

          @Override
          public void resume(String studyId) {
            cancelled.remove(studyId);
          }
        };
    StudyQueries queries = new StudyQueries(study.readModel, study.artifacts);
    studyService =
        new StudyGrpcService(
            new StudySubmission(study.projection, published::add, control),
            queries,
            Duration.ofMillis(5));
    server =
        InProcessServerBuilder.forName("metrics-" + System.identityHashCode(this))
            .addService(studyService)
            .addService(new ResultsGrpcService(queries))
            .build()
            .start();
    channel =
        InProcessChannelBuilder.forName("metrics-" + System.identityHashCode(this)).build();
    studies = StudyServiceGrpc.newBlockingStub(channel);
    results = ResultsServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
    studyService.stopWatching();
  }

  private static StatusRuntimeException failure(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("the call succeeded");
  }

  private static void assertStatus(
      StatusRuntimeException thrown, Status.Code code, String description) {
    assertThat(thrown.getStatus().getCode()).isEqualTo(code);
    assertThat(thrown.getStatus().getDescription()).contains(description);
  }

  private SubmitStudyRequest submission(String name, String id) {
    return SubmitStudyRequest.newBuilder()
        .setStudyYaml(Studies.yaml(name, "trained, step0"))
        .setStudyId(id)
        .build();
  }

  private GetStudyRequest get(String id) {
    return GetStudyRequest.newBuilder().setStudyId(id).build();
  }

  @Test
  void submittedStudyIsPublishedAndCanBeAskedForAtOnce() {
    SubmitStudyResponse response = studies.submitStudy(submission("tiny", ""));
    assertThat(response.getStudyId()).matches("tiny-[0-9a-f]{12}");
    assertThat(response.getAttempt()).isEqualTo(1);
    assertThat(published).extracting(StudyAttempt::studyId).containsExactly(response.getStudyId());
    StudyStatus status = studies.getStudy(get(response.getStudyId())).getStatus();
    assertThat(status.getState()).isEqualTo("REQUESTED");
    assertThat(status.getName()).isEqualTo("tiny");
    assertThat(status.getStepsCount()).isEqualTo(2);
    assertThat(status.getSteps(0).getStepId()).isEqualTo("variant/trained/0");
    assertThat(studies.submitStudy(submission("tiny", "")).getAttempt()).isEqualTo(2);
  }

  @Test
  void everyErrorOfAnInvalidStudyIsListed() {
    String yaml =
        Studies.yaml("tiny", "trained, step1")
            .replace("k: 4", "k: 0")
            .replace("evalTokens: 40k", "evalTokens: 0");
    StatusRuntimeException thrown =
        failure(
            () -> studies.submitStudy(SubmitStudyRequest.newBuilder().setStudyYaml(yaml).build()));
    assertStatus(thrown, Status.Code.INVALID_ARGUMENT, "sae.k");
    assertThat(thrown.getStatus().getDescription()).contains("variants").contains("evalTokens");
    assertThat(published).isEmpty();
  }

  @Test
  void veryManyErrorsAreCutShortSoThatTheyFitIntoAHeader() {
    StringBuilder yaml = new StringBuilder(Studies.yaml("tiny", "trained, step0"));
    for (int i = 0; i < 300; i++) {
      yaml.append("unknown").append(i).append(": 1\n");
    }
    StatusRuntimeException thrown =
        failure(
            () ->
                studies.submitStudy(
                    SubmitStudyRequest.newBuilder().setStudyYaml(yaml.toString()).build()));
    assertThat(thrown.getStatus().getDescription().length()).isLessThan(2600);
    assertThat(thrown.getStatus().getDescription()).containsPattern("… and \\d+ more$");
  }

  @Test
  void idsAreChecked() {
    studies.submitStudy(submission("tiny", "mine"));
    assertStatus(
        failure(() -> studies.submitStudy(submission("other", "mine"))),
        Status.Code.ALREADY_EXISTS,
        "study id 'mine' belongs to another study");
    assertStatus(
        failure(() -> studies.submitStudy(submission("tiny", "../x"))),
        Status.Code.INVALID_ARGUMENT,
        "is not a study id");
    assertStatus(
        failure(() -> studies.getStudy(get("nobody"))),
        Status.Code.NOT_FOUND,
        "there is no study 'nobody'");
    assertStatus(
        failure(
            () ->
                studies
                    .watchStudy(WatchStudyRequest.newBuilder().setStudyId("nobody").build())
                    .next()),
        Status.Code.NOT_FOUND,
        "nobody");
    assertStatus(
        failure(
            () -> results.listCells(ListCellsRequest.newBuilder().setStudyId("nobody").build())),
        Status.Code.NOT_FOUND,
        "nobody");
  }

  @Test
  void watchTellsEachChangeUntilTheStudyEnds() {
    study.projection.apply(new StudyFact.Requested(attempt));
    Iterator<WatchStudyResponse> watch =
        studies.watchStudy(WatchStudyRequest.newBuilder().setStudyId("study-1").build());
    assertThat(watch.next().getStatus().getState()).isEqualTo("REQUESTED");
    List<StudyFact> facts = Studies.facts(attempt);
    study.projection.apply(facts.get(0));
    StudyStatus status = watch.next().getStatus();
    assertThat(status.getState()).isEqualTo("RUNNING");
    assertThat(status.hasFinishedAt()).isFalse();
    study.run();
    StudyStatus last = status;
    while (watch.hasNext()) {
      last = watch.next().getStatus();
    }
    assertThat(last.getState()).isEqualTo("COMPLETED");
    assertThat(last.getFinishedAt().getSeconds()).isPositive();
    assertThat(last.getStepsList()).allMatch(step -> step.getState().equals("DONE"));
  }

  @Test
  void watchOfASupersededAttemptEnds() {
    study.projection.request("study-1", attempt.spec());
    study.projection.request("study-1", attempt.spec());
    Iterator<WatchStudyResponse> watch =
        studies.watchStudy(
            WatchStudyRequest.newBuilder().setStudyId("study-1").setAttempt(1).build());
    assertStatus(failure(watch::next), Status.Code.ABORTED, "superseded by attempt 2");
  }

  @Test
  void watchWaitsForALaterAttempt() {
    study.run();
    Iterator<WatchStudyResponse> watch =
        studies.watchStudy(
            WatchStudyRequest.newBuilder().setStudyId("study-1").setAttempt(2).build());
    study.projection.request("study-1", attempt.spec());
    assertThat(watch.next().getStatus().getAttempt()).isEqualTo(2);
  }

  @Test
  void cancelledStudyEndsItsWatch() {
    SubmitStudyResponse submitted = studies.submitStudy(submission("tiny", ""));
    Iterator<WatchStudyResponse> watch =
        studies.watchStudy(
            WatchStudyRequest.newBuilder().setStudyId(submitted.getStudyId()).build());
    watch.next();
    CancelStudyRequest cancel =
        CancelStudyRequest.newBuilder().setStudyId(submitted.getStudyId()).build();
    assertThat(studies.cancelStudy(cancel).getStatus().getState()).isEqualTo("CANCELLED");
    assertThat(cancelled).contains(submitted.getStudyId());
    assertThat(watch.next().getStatus().getState()).isEqualTo("CANCELLED");
    assertThat(watch.hasNext()).isFalse();
    studies.submitStudy(submission("tiny", ""));
    assertThat(cancelled).isEmpty();
  }

  @Test
  void listsAreGivenInPages() {
    study.run();
    List<Cell> cells = new ArrayList<>();
    String token = "";
    do {
      ListCellsResponse page =
          results.listCells(
              ListCellsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setPageSize(3)
                  .setPageToken(token)
                  .build());
      cells.addAll(page.getCellsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(cells).hasSize(4).doesNotHaveDuplicates();
    assertThat(cells.get(0).getMetricsMap()).hasSize(19);
    List<Verdict> verdicts = new ArrayList<>();
    do {
      ListVerdictsResponse page =
          results.listVerdicts(
              ListVerdictsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setPageSize(10)
                  .setPageToken(token)
                  .build());
      verdicts.addAll(page.getVerdictsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(verdicts).hasSize(19 * 3).doesNotHaveDuplicates();
    assertStatus(
        failure(
            () ->
                results.listCells(
                    ListCellsRequest.newBuilder()
                        .setStudyId("study-1")
                        .setPageToken("b29wcw")
                        .build())),
        Status.Code.INVALID_ARGUMENT,
        "page_token");
  }

  @Test
  void pagesOfLatentsStaySmallEnoughForAMessage() {
    study.run();
    int latents = 0;
    int pages = 0;
    String token = "";
    do {
      ListLatentsResponse page =
          results.listLatents(
              ListLatentsRequest.newBuilder()
                  .setStudyId("study-1")
                  .setCell(CELL)
                  .setPageSize(5)
                  .setPageToken(token)
                  .build());
      assertThat(page.getSerializedSize()).isLessThan(4 << 20);
      latents += page.getLatentsCount();
      pages++;
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(latents).isEqualTo(12);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void rocCurvesAreFoundByCellAndScorer() {
    study.run();
    GetRocCurveRequest request =
        GetRocCurveRequest.newBuilder()
            .setStudyId("study-1")
            .setCell(CELL)
            .setScorer("fuzzing")
            .build();
    assertThat(results.getRocCurve(request).getCurve().getPointsCount()).isGreaterThan(2);
    assertStatus(
        failure(() -> results.getRocCurve(request.toBuilder().setScorer("x").build())),
        Status.Code.NOT_FOUND,
        "no ROC curve of scorer 'x'");
    CellKey nonsense = CELL.toBuilder().setHookPoint("layer 1").build();
    assertStatus(
        failure(() -> results.getRocCurve(request.toBuilder().setCell(nonsense).build())),
        Status.Code.INVALID_ARGUMENT,
        "layer 1");
  }

  @Test
  void resultFilesComeInChunks() throws IOException {
    GetResultFileRequest request =
        GetResultFileRequest.newBuilder().setStudyId("study-1").setName("report.html").build();
    study.projection.apply(new StudyFact.Requested(attempt));
    assertThatThrownBy(() -> results.getResultFile(request).next())
        .hasMessageContaining("no result file 'report.html' (yet)");
    study.run();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Iterator<io.nullscope.v1.GetResultFileResponse> chunks = results.getResultFile(request);
    while (chunks.hasNext()) {
      chunks.next().getChunk().writeTo(file);
    }
    assertThat(file.toString(java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(study.file("report.html"));
  }
}
