package io.nullscope.metrics.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.nullscope.metrics.application.Page;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudySubmission;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.CancelStudyResponse;
import io.nullscope.v1.DeleteStudyRequest;
import io.nullscope.v1.DeleteStudyResponse;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.GetStudyResponse;
import io.nullscope.v1.ListStudiesRequest;
import io.nullscope.v1.ListStudiesResponse;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.time.Duration;

/** {@code nullscope.v1.StudyService}. */
@GrpcService
public class StudyGrpcService extends StudyServiceGrpc.StudyServiceImplBase {

  private static final Duration POLL_PERIOD = Duration.ofMillis(300);

  private final StudySubmission submission;
  private final StudyQueries queries;
  private final RunningSteps running;
  private final StudyWatcher watcher;

  @Inject
  public StudyGrpcService(StudySubmission submission, StudyQueries queries, RunningSteps running) {
    this(submission, queries, running, POLL_PERIOD);
  }

  StudyGrpcService(
      StudySubmission submission, StudyQueries queries, RunningSteps running, Duration pollPeriod) {
    this.submission = submission;
    this.queries = queries;
    this.running = running;
    this.watcher = new StudyWatcher(queries, running, pollPeriod);
  }

  @Override
  @Blocking
  public void submitStudy(
      SubmitStudyRequest request, StreamObserver<SubmitStudyResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          StudySubmission.Submitted submitted =
              submission.submit(request.getStudyYaml(), request.getStudyId());
          return SubmitStudyResponse.newBuilder()
              .setStudyId(submitted.study().studyId())
              .setAttempt(submitted.study().attempt())
              .setJoined(submitted.joined())
              .build();
        });
  }

  @Override
  @Blocking
  public void getStudy(GetStudyRequest request, StreamObserver<GetStudyResponse> observer) {
    Statuses.answer(
        observer,
        () ->
            GetStudyResponse.newBuilder()
                .setStatus(
                    StudyMessages.status(
                        queries.progress(Requested.studyId(request.getStudyId())), running))
                .build());
  }

  @Override
  @Blocking
  public void watchStudy(WatchStudyRequest request, StreamObserver<WatchStudyResponse> observer) {
    try {
      watcher.watch(
          Requested.studyId(request.getStudyId()),
          request.getAttempt(),
          (ServerCallStreamObserver<WatchStudyResponse>) observer);
    } catch (RuntimeException e) {
      observer.onError(Statuses.of(e));
    }
  }

  @Override
  @Blocking
  public void listStudies(
      ListStudiesRequest request, StreamObserver<ListStudiesResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          PageRequest page = PageRequest.of(request.getPageSize(), request.getPageToken());
          Page<StudyProgress> studies = queries.studies(page.offset(), page.size());
          return ListStudiesResponse.newBuilder()
              .addAllStudies(studies.items().stream().map(StudyMessages::summary).toList())
              .setNextPageToken(PageRequest.token(studies.next()))
              .build();
        });
  }

  @Override
  @Blocking
  public void cancelStudy(
      CancelStudyRequest request, StreamObserver<CancelStudyResponse> observer) {
    Statuses.answer(
        observer,
        () ->
            CancelStudyResponse.newBuilder()
                .setStatus(
                    StudyMessages.status(
                        submission.cancel(Requested.studyId(request.getStudyId())), running))
                .build());
  }

  @Override
  @Blocking
  public void deleteStudy(
      DeleteStudyRequest request, StreamObserver<DeleteStudyResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          submission.delete(Requested.studyId(request.getStudyId()));
          return DeleteStudyResponse.getDefaultInstance();
        });
  }

  @PreDestroy
  void stopWatching() {
    watcher.close();
  }
}
