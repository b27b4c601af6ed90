package io.nullscope.service;

import io.nullscope.artifacts.StoreTraffic;
import io.nullscope.artifacts.StoreWait;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.StepException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StepRunner;
import io.nullscope.v1.StepFailed;
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
  private final Facts facts;
  private final String service;
  private final StoreTraffic traffic;

  /** Steps whose use of the object store is not measured. */
  public Steps(StepRunner runner, StudyRegistry registry, Facts facts, String service) {
    this(runner, registry, facts, service, new StoreTraffic());
  }

  /**
   * Steps that log what they spend on the object store.
   *
   * @param traffic of the store that the steps use; one step runs at a time
   */
  public Steps(
      StepRunner runner,
      StudyRegistry registry,
      Facts facts,
      String service,
      StoreTraffic traffic) {
    this.runner = runner;
    this.registry = registry;
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
   * @throws StepException when the step failed; a {@code StepFailed} fact has been published unless
   *     it is fatal. A step that ends with {@link #CANCELLED} has not failed
   */
  public void run(StudyRun run, String stepId, String kind, Runnable work) {
    long start = System.nanoTime();
    StoreTraffic.Snapshot before = traffic.snapshot();
    long waited = StoreWait.nanoseconds();
    Supplier<Boolean> attempt =
        () -> {
          if (registry.isCancelled(run.studyId())) {
            return false;
          }
          StepProgress.tell(new ProgressFacts(run, stepId, facts, System::nanoTime), work);
          return true;
        };
    LOGGER
        .atInfo()
        .addKeyValue("studyId", run.studyId())
        .addKeyValue("stepId", stepId)
        .log("Step started");
    try {
      boolean done = runner.run(stepId, attempt);
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
    } catch (FatalException fatal) {
      throw fatal;
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
    } catch (StepException unreported) {
      unreported.addSuppressed(failure);
      throw new FatalException(
          "FAILURE_NOT_REPORTED",
          "the failure of " + stepId + " could not be published: " + unreported.getMessage(),
          unreported);
    }
  }
}
