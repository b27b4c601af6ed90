package io.nullscope.metrics.adapter.kafka;

import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.StoppedException;
import io.nullscope.metrics.application.EndClaims;
import io.nullscope.metrics.application.StepFailure;
import io.nullscope.metrics.application.StudyCompletion;
import io.nullscope.metrics.application.StudyProgress;
import io.nullscope.metrics.application.StudyProjection;
import io.nullscope.metrics.application.StudyQueries;
import io.nullscope.service.Facts;
import io.nullscope.service.Steps;
import io.nullscope.service.StudyRun;
import io.nullscope.study.StepId;
import io.nullscope.v1.StudyCompleted;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the results of ended studies and announces them, one study at a time, on a thread of its
 * own: verdicts can take minutes, in which the progress of all other studies is to be seen. What is
 * left to do stands in the read model, and who is at it, so that replicas share the work and a
 * process that dies leaves it to the next.
 */
@ApplicationScoped
class EndedStudies {

  private static final Logger LOGGER = LoggerFactory.getLogger(EndedStudies.class);

  /** How soon what another process left undone is taken up. */
  private static final int PERIOD_SECONDS = 60;

  private static final int FATAL_EXIT = 70;

  private final StudyCompletion completion;
  private final EndClaims claims;
  private final StudyProjection projection;
  private final StudyQueries queries;
  private final Facts facts;
  private final Steps steps;
  private final StepRunner runner;
  private final StopSignal stop;
  private final Semaphore news = new Semaphore(0);

  EndedStudies(
      StudyCompletion completion,
      EndClaims claims,
      StudyProjection projection,
      StudyQueries queries,
      Facts facts,
      Steps steps,
      StepRunner runner,
      StopSignal stop) {
    this.completion = completion;
    this.claims = claims;
    this.projection = projection;
    this.queries = queries;
    this.facts = facts;
    this.steps = steps;
    this.runner = runner;
    this.stop = stop;
  }

  void start(@Observes StartupEvent event) {
    Thread worker = new Thread(this::work, "results");
    worker.setDaemon(true);
    worker.start();
  }

  /** A study may have ended. */
  void look() {
    news.release();
  }

  private void work() {
    try {
      while (!stop.isStopped()) {
        settleAll();
        if (news.tryAcquire(PERIOD_SECONDS, TimeUnit.SECONDS)) {
          news.drainPermits();
        }
      }
    } catch (StoppedException | InterruptedException e) {
      LOGGER.info("What is left of ended studies is made after the next start");
    } catch (RuntimeException | Error e) {
      LOGGER.error("Fatal failure, the process ends", e);
      Quarkus.asyncExit(FATAL_EXIT);
    }
  }

  /** Settles what is due and is not settled by another process just now. */
  void settleAll() {
    for (String studyId : runner.run("ended studies", completion::due)) {
      stop.check();
      try {
        runner.run(
            "end of " + studyId, () -> claims.hold(studyId, claim -> settle(studyId, claim)));
      } catch (FatalException | StoppedException open) {
        throw open;
      } catch (StepException failure) {
        LOGGER.error("Study {} is left for later: {}", studyId, failure.getMessage());
      }
    }
  }

  private void settle(String studyId, EndClaims.Claim claim) {
    StudyProgress progress = queries.progress(studyId);
    if (progress.needsResults()) {
      progress = complete(progress, claim);
    }
    if (progress.study().state().ended() && !progress.study().state().abandoned()) {
      publish(progress);
      projection.told(progress);
    }
  }

  private StudyProgress complete(StudyProgress progress, EndClaims.Claim claim) {
    String studyId = progress.study().studyId();
    int attempt = progress.study().attempt();
    Runnable check =
        () -> {
          stop.check();
          claim.check();
        };
    try {
      return progress
          .study()
          .spec()
          .map(
              spec ->
                  steps.attempt(
                      new StudyRun(studyId, attempt, spec),
                      "results",
                      () -> completion.complete(studyId, check)))
          .orElseGet(() -> completion.complete(studyId, check));
    } catch (FatalException | StoppedException open) {
      throw open;
    } catch (StepException failure) {
      LOGGER.error("No results of study {}: {}", studyId, failure.getMessage());
      return projection.giveUp(
          studyId,
          attempt,
          new StepFailure(
              StepId.study(),
              "study",
              failure.code(),
              "the results could not be made: " + failure.getMessage(),
              failure.kind(),
              "metrics-service"));
    }
  }

  private void publish(StudyProgress ended) {
    facts.publish(
        StudyCompleted.newBuilder()
            .setStudyId(ended.study().studyId())
            .setAttempt(ended.study().attempt())
            .setState(ended.study().state().name())
            .setResultsId(ended.study().resultsId().orElse(""))
            .build(),
        ended.study().studyId(),
        "study");
  }
}
