package io.nullscope.metrics.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.StoppedException;
import io.nullscope.metrics.adapter.report.QuteReport;
import io.nullscope.metrics.application.EndClaims;
import io.nullscope.metrics.application.Provenance;
import io.nullscope.metrics.application.ReportRenderer;
import io.nullscope.metrics.application.StudyAttempt;
import io.nullscope.metrics.application.StudyCompletion;
import io.nullscope.metrics.application.StudyFact;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.metrics.application.StudyState;
import io.nullscope.metrics.domain.DictionaryLikeness;
import io.nullscope.metrics.fixtures.FinishedStudy;
import io.nullscope.metrics.fixtures.Studies;
import io.nullscope.service.Attempts;
import io.nullscope.service.Steps;
import io.nullscope.service.StoreFailures;
import io.nullscope.service.StudyRegistry;
import io.nullscope.v1.StudyCompleted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedStudiesTest {

  private final StudyAttempt study = Studies.attempt(1);
  private final FinishedStudy finished = new FinishedStudy(study);
  private final List<StudyCompleted> announced = new ArrayList<>();
  private final StopSignal stop = new StopSignal();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();

  private EndedStudies endedStudies(StudyCompletion completion) {
    return endedStudies("replica-1", completion);
  }

  private EndedStudies endedStudies(String owner, StudyCompletion completion) {
    StepRunner runner =
        new StepRunner(new StoreFailures(), new RetryPolicy(1, Duration.ZERO, Duration.ZERO), stop);
    return new EndedStudies(
        completion,
        claims(owner),
        finished.projection,
        new StudyQueries(finished.readModel, finished.artifacts),
        (fact, studyId, subject) -> announced.add((StudyCompleted) fact),
        new Steps(
            runner,
            new StudyRegistry(objects),
            new Attempts(objects),
            (fact, studyId, subject) -> {},
            "metrics-service"),
        runner,
        stop);
  }

  /** The read model shows the last step at once; results and the end of the study come after. */
  @Test
  void aStudyWhoseStepsHaveEndedRunsUntilItsResultsAreMade() {
    applyAll();
    assertThat(state()).isEqualTo(StudyState.RUNNING);
    assertThat(finished.completion.due()).containsExactly("study-1");

    endedStudies(finished.completion).settleAll();

    assertThat(state()).isEqualTo(StudyState.COMPLETED);
    assertThat(announced).hasSize(1);
    assertThat(announced.get(0).getState()).isEqualTo("COMPLETED");
    assertThat(announced.get(0).getResultsId()).isNotEmpty();
    assertThat(finished.completion.due()).isEmpty();
    endedStudies(finished.completion).settleAll();
    assertThat(announced).hasSize(1);
  }

  /** A process died between the results and their announcement; the next one announces them. */
  @Test
  void resultsThatNobodyWasToldOfAreAnnouncedAfterARestart() {
    applyAll();
    finished.completion.complete("study-1", () -> {});
    assertThat(state()).isEqualTo(StudyState.COMPLETED);

    endedStudies(finished.completion).settleAll();

    assertThat(announced).hasSize(1);
    assertThat(finished.completion.due()).isEmpty();
  }

  @Test
  void aStudyWhoseResultsCannotBeMadeFailsWithTheReason() {
    applyAll();
    StudyCompletion broken =
        completion(
            results -> {
              throw new RejectedException("CORRUPT_BLOB", "the scores are damaged");
            });

    endedStudies(broken).settleAll();

    assertThat(state()).isEqualTo(StudyState.FAILED);
    assertThat(progress().failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.code()).isEqualTo("CORRUPT_BLOB");
              assertThat(failure.message())
                  .isEqualTo("the results could not be made: the scores are damaged");
            });
    assertThat(announced).hasSize(1);
    assertThat(announced.get(0).getState()).isEqualTo("FAILED");
    assertThat(broken.due()).isEmpty();
  }

  /** Every replica sees the study end; one of them makes its results. */
  @Test
  void whatOneReplicaIsAtTheOthersLeaveAlone() {
    applyAll();
    List<Integer> announcedByOthers = new ArrayList<>();
    StudyCompletion whileOthersLook =
        completion(
            results -> {
              for (String other : List.of("replica-2", "replica-3", "replica-4")) {
                endedStudies(other, finished.completion).settleAll();
              }
              announcedByOthers.add(announced.size());
              assertThat(objects.list("attempts/")).hasSize(1);
              return new QuteReport().render(results);
            });

    endedStudies(whileOthersLook).settleAll();

    assertThat(announcedByOthers).containsExactly(0);
    assertThat(finished.artifacts.savedResults).isEqualTo(1);
    assertThat(announced).hasSize(1);
    assertThat(announced.get(0).getState()).isEqualTo("COMPLETED");
    assertThat(objects.list("attempts/")).isEmpty();
    // The claim was given back.
    assertThat(claims("replica-2").hold("study-1", EndClaims.Claim::check)).isTrue();
  }

  /** It was killed: its claim is there still, and its successor has its name. */
  @Test
  void aReplicaThatKeepsItsNameGoesOnAtOnce() {
    applyAll();
    claims("replica-1")
        .hold("study-1", claim -> endedStudies("replica-1", finished.completion).settleAll());

    assertThat(announced).hasSize(1);
  }

  @Test
  void aStudyThatIsCancelledWhileItIsTestedGetsNoResults() {
    applyAll();

    StudyProgress after =
        finished.completion.complete("study-1", () -> finished.projection.cancel("study-1"));

    assertThat(after.study().resultsId()).isEmpty();
    assertThat(state()).isEqualTo(StudyState.CANCELLED);
    assertThat(finished.artifacts.results).isEmpty();
    assertThat(finished.completion.due()).isEmpty();
  }

  /** A stop leaves what is under way to the next process. */
  @Test
  void aStopEndsTheWorkAndLosesNothing() {
    applyAll();
    stop.stop(Duration.ZERO);

    assertThatThrownBy(() -> endedStudies(finished.completion).settleAll())
        .isInstanceOf(StoppedException.class);

    assertThat(announced).isEmpty();
    assertThat(finished.completion.due()).containsExactly("study-1");
  }

  private StudyCompletion completion(ReportRenderer report) {
    return new StudyCompletion(
        finished.readModel,
        finished.projection,
        finished.artifacts,
        (sae, others) -> new DictionaryLikeness(new double[] {1}, 64, 16),
        report,
        new Provenance("0.1.0", "PyTorch 2.7.1", "cpu"));
  }

  private EndClaims claims(String owner) {
    return new EndClaims(finished.readModel, owner, Duration.ofMinutes(1));
  }

  private void applyAll() {
    for (StudyFact fact : Studies.facts(study)) {
      finished.projection.apply(fact);
    }
  }

  private StudyProgress progress() {
    return new StudyQueries(finished.readModel, finished.artifacts).progress("study-1");
  }

  private StudyState state() {
    return progress().study().state();
  }
}
