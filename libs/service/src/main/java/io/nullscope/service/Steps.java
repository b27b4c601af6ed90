package io.nullscope.service;

import io.nullscope.artifacts.StoreTraffic;
import io.nullscope.artifacts.StoreWait;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StoppedException;
import io.nullscope.study.StepId;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of studies: skips those of cancelled studies, makes every failure a {@code
 * StepFailed} fact, and tells how far a long step is.
 */
public final class Steps {

  private static final Logger LOGGER = LoggerFactory.getLogger(Steps.class);

  private static final long NANOSECONDS_PER_MILLISECOND = 1_000_000;

  /** Code of a step that stopped by itself because its study was cancelled: that is no failure. */
  public static final String CANCELLED = "STUDY_CANCELLED";

  private final StepRunner runner;
  private final StudyRegistry registry;
  private final Attempts attempts;
  private final Facts facts;
  private final String service;
  private final StoreTraffic traffic;

  /** Steps whose use of the object store is not measured. */
  public Steps(
      StepRunner runner, StudyRegistry registry, Attempts attempts, Facts facts, String service) {
    this(runner, registry, attempts, facts, service, new StoreTraffic());
  }

  /**
   * Steps that log what they spend on the object store.
   *
   * @param traffic of the store that the steps use; one step runs at a time
   */
  public Steps(
      StepRunner runner,
      StudyRegistry registry,
      Attempts attempts,
      Facts facts,
      String service,
      StoreTraffic traffic) {
    this.runner = runner;
    this.registry = registry;
    this.attempts = attempts;
    this.facts = facts;
    this.service = service;
    this.traffic = traffic;
  }

  /**
   * Runs one step.
   *
   * @param stepId id in the plan
   * @param kind step name in events.proto, e.g. {@code sae}
   * @param work computes, stores and publishes; may run more than once
   * @throws RejectedException when the step failed; a {@code StepFailed} fact has been published. A
   *     step that ends with {@link #CANCELLED} has not failed
   * @throws FatalException when the process is broken
   * @throws io.nullscope.messaging.StoppedException when the process is to end
   */
  public void run(StudyRun run, String stepId, String kind, Runnable work) {
    run(run, stepId, kind, stepId, work);
  }

  /**
   * Runs one of several steps that share work.
   *
   * @param counted what a death of the process is counted for, see {@link #givenUp}
   */
  public void run(StudyRun run, String stepId, String kind, String counted, Runnable work) {
    long start = System.nanoTime();
    StoreTraffic.Snapshot before = traffic.snapshot();
    long waited = StoreWait.nanoseconds();
    LOGGER
        .atInfo()
        .addKeyValue("studyId", run.studyId())
        .addKeyValue("stepId", stepId)
        .log("Step started");
    try {
      Runnable toldOf =
          () ->
              StepProgress.tell(
                  new WatchedStep(
                      run,
                      runner,
                      registry,
                      new ProgressFacts(run, stepId, facts, System::nanoTime),
                      System::nanoTime),
                  work);
      boolean done = attempt(run, counted, () -> runUnlessCancelled(run, toldOf));
      StoreTraffic.Snapshot store = traffic.snapshot().since(before);
      LOGGER
          .atInfo()
          .addKeyValue("studyId", run.studyId())
          .addKeyValue("stepId", stepId)
          .addKeyValue("milliseconds", (System.nanoTime() - start) / NANOSECONDS_PER_MILLISECOND)
          .addKeyValue("storeMilliseconds", store.milliseconds())
          .addKeyValue("storeBytes", store.bytes())
          .addKeyValue(
              "storeWaitMilliseconds",
              (StoreWait.nanoseconds() - waited) / NANOSECONDS_PER_MILLISECOND)
          .log(done ? "Step done" : "Step skipped: the study is cancelled");
    } catch (FatalException | StoppedException open) {
      throw open;
    } catch (StepException failure) {
      if (failure.code().equals(CANCELLED)) {
        LOGGER
            .atInfo()
            .addKeyValue("studyId", run.studyId())
            .addKeyValue("stepId", stepId)
            .log("Step stopped: {}", failure.getMessage());
        return;
      }
      report(run.studyId(), run.attempt(), stepId, kind, failure);
      throw RejectedException.settled(failure);
    }
  }

  private boolean runUnlessCancelled(StudyRun run, Runnable work) {
    if (registry.isCancelled(run)) {
      return false;
    }
    work.run();
    return true;
  }

  /**
   * Does work that is no step of the plan, with the same care: tried again when it may pass, given
   * up when it killed the process too often. Nobody is told of a failure.
   *
   * @param name unique within the study
   * @throws StepException when it failed for good
   */
  public <T> T attempt(StudyRun run, String name, Supplier<T> work) {
    String attempt = work(run, name);
    AtomicBoolean begun = new AtomicBoolean();
    T result;
    try {
      result =
          runner.run(
              name,
              () -> {
                if (!begun.get()) {
                  attempts.begin(attempt);
                  begun.set(true);
                }
                return work.get();
              });
    } catch (FatalException fatal) {
      throw fatal;
    } catch (StoppedException stopped) {
      attempts.endedByStop();
      throw stopped;
    } catch (StepException failure) {
      end(attempt);
      throw failure;
    }
    end(attempt);
    return result;
  }

  /**
   * Whether processes died so often at what is counted under this name that it fails. Work that
   * several steps share is then better done for each of them alone.
   */
  public boolean givenUp(StudyRun run, String counted) {
    return attempts.givenUp(work(run, counted));
  }

  /**
   * For work outside of a step that loses nothing when it is left where it is.
   *
   * @throws StoppedException when the process is to end
   */
  public void checkStop() {
    runner.checkStop();
  }

  /** Counts the deaths at this from none again. */
  public void forget(StudyRun run, String counted) {
    end(work(run, counted));
  }

  private static String work(StudyRun run, String name) {
    return run.studyId() + "/" + run.attempt() + "/" + name;
  }

  private void end(String attempt) {
    runner.run(
        "end of " + attempt,
        () -> {
          attempts.end(attempt);
          return null;
        });
  }

  /**
   * The study of a fact. One that cannot be read fails as a whole, so that nobody waits for it:
   * this service may be older than the one that published the fact.
   *
   * @throws RejectedException INCOMPATIBLE_STUDY; a {@code StepFailed} fact has been published.
   *     Otherwise the fact names no study that could fail
   */
  public StudyRun study(StudyContext study) {
    try {
      return WireStudies.toDomain(study);
    } catch (RejectedException unreadable) {
      if (study.getStudyId().isEmpty() || unreadable.code().equals("INVALID_STUDY_ID")) {
        throw unreadable;
      }
      RejectedException failure =
          new RejectedException(
              WireStudies.INCOMPATIBLE_STUDY,
              service + " does not understand the study: " + unreadable.getMessage(),
              unreadable);
      report(
          study.getStudyId(),
          WireStudies.attempt(study.getAttempt()),
          StepId.study().value(),
          "study",
          failure);
      throw failure;
    }
  }

  /**
   * Publishes a failure that is not tied to running a step, e.g. of a study that is not valid.
   *
   * @throws FatalException FAILURE_NOT_REPORTED when it cannot be published: the record must stay
   *     unacknowledged, or the study would wait for the step for ever
   */
  public void report(
      String studyId, int attempt, String stepId, String kind, StepException failure) {
    StepFailed fact =
        StepFailed.newBuilder()
            .setStudyId(studyId)
            .setAttempt(attempt)
            .setStepId(stepId)
            .setStep(kind)
            .setCode(failure.code())
            .setMessage(failure.getMessage())
            .setFailureKind(failure.kind())
            .setService(service)
            .build();
    try {
      runner.run(
          "report " + stepId,
          () -> {
            facts.publish(fact, studyId, stepId);
            return null;
          });
    } catch (StoppedException stopped) {
      throw stopped;
    } catch (StepException unreported) {
      unreported.addSuppressed(failure);
      throw new FatalException(
          "FAILURE_NOT_REPORTED",
          "the failure of " + stepId + " could not be published: " + unreported.getMessage(),
          unreported);
    }
  }
}
