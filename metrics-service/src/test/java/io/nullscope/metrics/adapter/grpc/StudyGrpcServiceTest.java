package io.nullscope.metrics.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.nullscope.metrics.application.RunningSteps;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.v1.CancelStudyRequest;
import io.nullscope.v1.DeleteStudyRequest;
import io.nullscope.v1.GetResultFileRequest;
import io.nullscope.v1.GetRocCurveRequest;
import io.nullscope.v1.ListCellsRequest;
import io.nullscope.v1.ListStudiesRequest;
import io.nullscope.v1.ListStudiesResponse;
import io.nullscope.v1.ListVerdictsRequest;
import io.nullscope.v1.StepProgress;
import io.nullscope.v1.StepStatus;
import io.nullscope.v1.StudyStatus;
import io.nullscope.v1.StudySummary;
import io.nullscope.v1.SubmitStudyRequest;
import io.nullscope.v1.SubmitStudyResponse;
import io.nullscope.v1.WatchStudyRequest;
import io.nullscope.v1.WatchStudyResponse;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyGrpcServiceTest extends GrpcFixture {

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
  }

  /** PostgreSQL has no such text: it would fail, and the caller would learn nothing. */
  @Test
  void whatNoStudyCanBeCalledIsTheCallersMistake() {
    study.run();
    for (String id : List.of("study-1\0", "a b", "")) {
      for (Runnable call :
          List.<Runnable>of(
              () -> studies.getStudy(get(id)),
              () ->
                  studies
                      .watchStudy(WatchStudyRequest.newBuilder().setStudyId(id).build())
                      .hasNext(),
              () -> studies.cancelStudy(CancelStudyRequest.newBuilder().setStudyId(id).build()),
              () -> studies.deleteStudy(DeleteStudyRequest.newBuilder().setStudyId(id).build()),
              () -> results.listCells(ListCellsRequest.newBuilder().setStudyId(id).build()),
              () -> results.listVerdicts(ListVerdictsRequest.newBuilder().setStudyId(id).build()),
              () ->
                  results
                      .getResultFile(GetResultFileRequest.newBuilder().setStudyId(id).build())
                      .hasNext())) {
        assertStatus(failure(call), Status.Code.INVALID_ARGUMENT, "is not a study id");
      }
    }
    assertStatus(
        failure(
            () ->
                results.getRocCurve(
                    GetRocCurveRequest.newBuilder()
                        .setStudyId("study-1")
                        .setCell(CELL)
                        .setScorer("detection\0")
                        .build())),
        Status.Code.INVALID_ARGUMENT,
        "scorer");
  }

  @Test
  void aStudyThatIsUnderWayIsJoined() {
    String id = studies.submitStudy(submission("tiny", "study-1")).getStudyId();
    SubmitStudyResponse again = studies.submitStudy(submission("tiny", id));
    // Nothing has been heard of it: the request may have been lost.
    assertThat(again.getAttempt()).isEqualTo(1);
    assertThat(again.getJoined()).isFalse();
    assertThat(published).hasSize(2);

    study.projection.apply(Studies.facts(published.get(0)).get(0));
    SubmitStudyResponse running = studies.submitStudy(submission("tiny", id));
    assertThat(running.getAttempt()).isEqualTo(1);
    assertThat(running.getJoined()).isTrue();
    assertThat(published).hasSize(2);

    studies.cancelStudy(CancelStudyRequest.newBuilder().setStudyId(id).build());
    SubmitStudyResponse next = studies.submitStudy(submission("tiny", id));
    assertThat(next.getAttempt()).isEqualTo(2);
    assertThat(next.getJoined()).isFalse();
    assertThat(published).hasSize(3);
  }

  @Test
  void studiesAreListedNewestFirstWithTheirSteps() {
    study.run();
    studies.submitStudy(submission("tiny", "waiting"));
    List<StudySummary> listed =
        studies.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList();
    // Started at the same moment: then by id.
    assertThat(listed).extracting(StudySummary::getStudyId).containsExactly("study-1", "waiting");
    StudySummary ended = listed.get(0);
    assertThat(ended.getState()).isEqualTo("COMPLETED");
    assertThat(ended.getStepsDone()).isEqualTo(ended.getStepsTotal()).isEqualTo(20);
    assertThat(ended.getFinishedAt().getSeconds()).isPositive();
    assertThat(listed.get(1).getStepsDone()).isZero();
    assertThat(listed.get(1).hasFinishedAt()).isFalse();
    ListStudiesResponse first =
        studies.listStudies(ListStudiesRequest.newBuilder().setPageSize(1).build());
    assertThat(first.getStudiesList()).containsExactly(ended);
    ListStudiesResponse second =
        studies.listStudies(
            ListStudiesRequest.newBuilder()
                .setPageSize(1)
                .setPageToken(first.getNextPageToken())
                .build());
    assertThat(second.getStudiesList()).containsExactly(listed.get(1));
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void aDeletedStudyIsGoneUntilItIsSubmittedAgain() {
    SubmitStudyResponse submitted = studies.submitStudy(submission("tiny", "study-1"));
    DeleteStudyRequest delete =
        DeleteStudyRequest.newBuilder().setStudyId(submitted.getStudyId()).build();
    assertStatus(
        failure(() -> studies.deleteStudy(delete)),
        Status.Code.FAILED_PRECONDITION,
        "under way; cancel it first");
    study.run(Studies.facts(published.get(0)));
    assertThat(study.artifacts.results).hasSize(1);

    studies.deleteStudy(delete);

    assertThat(study.artifacts.results).isEmpty();
    assertThat(forgotten).containsExactly("study-1");
    assertThat(studies.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList())
        .isEmpty();
    assertStatus(failure(() -> studies.getStudy(get("study-1"))), Status.Code.NOT_FOUND, "study-1");
    assertStatus(failure(() -> studies.deleteStudy(delete)), Status.Code.NOT_FOUND, "study-1");
    // A fact that comes late.
    study.projection.apply(Studies.facts(published.get(0)).get(0));
    assertThat(studies.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList())
        .isEmpty();
    assertThat(studies.submitStudy(submission("tiny", "study-1")).getAttempt()).isEqualTo(2);
    assertThat(studies.getStudy(get("study-1")).getStatus().getState()).isEqualTo("REQUESTED");
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
  void aLongStepSaysHowFarItIs() {
    studies.submitStudy(submission("tiny", "study-1"));
    RunningSteps.Key step = new RunningSteps.Key("study-1", 1, "variant/trained/0");
    running.put(step, new RunningSteps.Progress(3, 10, "tokens"));
    running.put(
        new RunningSteps.Key("study-1", 7, "variant/step0/0"),
        new RunningSteps.Progress(9, 10, "tokens"));

    List<StepStatus> told =
        studies.getStudy(get("study-1")).getStatus().getStepsList().stream()
            .filter(StepStatus::hasProgress)
            .toList();

    assertThat(told).hasSize(1);
    assertThat(told.get(0).getStepId()).isEqualTo("variant/trained/0");
    assertThat(told.get(0).getProgress())
        .isEqualTo(StepProgress.newBuilder().setDone(3).setTotal(10).setUnit("tokens").build());
  }

  @Test
  void aStudyIsFollowedTwiceAndIntoItsNextAttempt() {
    study.projection.request("study-1", attempt.spec());
    WatchStudyRequest request =
        WatchStudyRequest.newBuilder().setStudyId("study-1").setAttempt(1).build();
    Iterator<WatchStudyResponse> first = studies.watchStudy(request);
    Iterator<WatchStudyResponse> second = studies.watchStudy(request);
    assertThat(first.next().getStatus().getAttempt()).isEqualTo(1);
    assertThat(second.next().getStatus().getAttempt()).isEqualTo(1);
    // A newer attempt of which the broker told.
    study.projection.apply(new StudyFact.Requested(Studies.attempt(2)));
    for (Iterator<WatchStudyResponse> watch : List.of(first, second)) {
      assertThat(watch.next().getStatus().getAttempt()).isEqualTo(2);
    }
    study.run(Studies.facts(Studies.attempt(2)));
    for (Iterator<WatchStudyResponse> watch : List.of(first, second)) {
      StudyStatus last = StudyStatus.getDefaultInstance();
      while (watch.hasNext()) {
        last = watch.next().getStatus();
      }
      assertThat(last.getState()).isEqualTo("COMPLETED");
    }
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
  }
}
