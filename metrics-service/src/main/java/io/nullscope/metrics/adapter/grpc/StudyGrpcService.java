package io.nullscope.metrics.adapter.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudySubmission;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.CancelStudyResponse;
import io.nullscope.v1.GetStudyRequest;
import io.nullscope.v1.GetStudyResponse;
import io.nullscope.v1.StudyServiceGrpc;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Blocking;

/** Submits, shows, watches and cancels studies. */
@GrpcService
class StudyGrpcService extends StudyServiceGrpc.StudyServiceImplBase {

  private final StudySubmission submission;
  private final StudyQueries queries;
  private final StudyWatches watches;

  StudyGrpcService(StudySubmission submission, StudyQueries queries, StudyWatches watches) {
    this.submission = submission;
    this.queries = queries;
    this.watches = watches;
  }

  @Override
  @Blocking
  public void submitStudy(SubmitStudyRequest request, StreamObserver<SubmitStudyResponse> observer) {
    Statuses.answer(
        observer,
        () -> {
          StudyAttempt attempt = submission.submit(request.getStudyYaml(), request.getStudyId());
          return SubmitStudyResponse.newBuilder().setStudyId(attempt.studyId()).setAttempt(attempt.attempt()).build();
        });
  }

  @Override
  @Blocking
  public void getStudy(GetStudyRequest request, StreamObserver<GetStudyResponse> observer) {
    Statuses.answer(
        observer,
        () ->
            GetStudyResponse.newBuilder()
                .setStatus(StatusMessages.of(queries.progress(request.getStudyId())))
                .build());
  }

  @Override
  @Blocking
  public void watchStudy(WatchStudyRequest request, StreamObserver<WatchStudyResponse> observer) {
    watches.add(
        request.getStudyId(), request.getAttempt(), (ServerCallStreamObserver<WatchStudyResponse>) observer);
  }

  @Override
  @Blocking
  public void cancelStudy(CancelStudyRequest request, StreamObserver<CancelStudyResponse> observer) {
    Statuses.answer(
        observer,
        () ->
            CancelStudyResponse.newBuilder()
                .setStatus(StatusMessages.of(submission.cancel(request.getStudyId())))
                .build());
  }
}
