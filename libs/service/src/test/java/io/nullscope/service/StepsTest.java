package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.artifacts.ObjectStore;
import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.artifacts.StoreUnavailableException;
import io.nullscope.messaging.FatalException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.RetryPolicy;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StepRunner;
import io.nullscope.messaging.StopSignal;
import io.nullscope.messaging.StoppedException;
import io.nullscope.messaging.TransientException;
import io.nullscope.v1.StepFailed;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepsTest {

  private static final int ATTEMPTS = 3;
  private static final StudyRun RUN =
      new StudyRun("study", 2, SampleStudies.spec(SampleStudies.MINIMAL));
  private static final String STEP = "sae/trained/0/layers.1/topk/0";

  private record Published(Message fact, String studyId, String subject) {}

  private final List<Published> published = new ArrayList<>();
  private final AtomicInteger brokerFailures = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final InMemoryObjectStore objects = new InMemoryObjectStore();
  private final StudyRegistry registry = new StudyRegistry(objects);
  private final StopSignal stop = new StopSignal();
  private final Attempts attempts = new Attempts(objects);
  private final Steps steps =
      new Steps(
          new StepRunner(
              new StoreFailures(), new RetryPolicy(ATTEMPTS, Duration.ZERO, Duration.ZERO), stop),
          registry,
          attempts,
          this::publish,
          "sae-trainer");

  private void publish(Message fact, String studyId, String subject) {
    if (brokerFailures.getAndDecrement() > 0) {
      throw new TransientException("BROKER_UNAVAILABLE", "the broker is away");
    }
    published.add(new Published(fact, studyId, subject));
  }

  private void run(Runnable work) {
    steps.run(
        RUN,
        STEP,
        "sae",
        () -> {
          calls.incrementAndGet();
          work.run();
        });
  }

  private static Runnable failing(RuntimeException failure) {
    return () -> {
      throw failure;
    };
  }

  @Test
  void runsTheWorkAndReportsNothing() {
    run(() -> {});

    assertThat(calls).hasValue(1);
    assertThat(published).isEmpty();
  }

  @Test
  void skipsTheStepOfACancelledStudy() {
    registry.cancel(RUN.studyId(), RUN.attempt());

    run(() -> {});

    assertThat(calls).hasValue(0);
    assertThat(published).isEmpty();
  }

  @Test
  void doesNotRetryForAStudyThatWasCancelledInBetween() {
    run(
        () -> {
          registry.cancel(RUN.studyId(), RUN.attempt());
          throw new TransientException("STORE_UNAVAILABLE", "the store is away");
        });

    assertThat(calls).hasValue(1);
    assertThat(published).isEmpty();
  }

  @Test
  void aStepThatStoppedBecauseOfTheCancellationHasNotFailed() {
    run(failing(new RejectedException(Steps.CANCELLED, "the training was stopped at step 7")));

    assertThat(calls).hasValue(1);
    assertThat(published).isEmpty();
  }

  @Test
  void aFailureBecomesAFactAndIsThrown() {
    assertThatThrownBy(
            () -> run(failing(new RejectedException("TRAINING_DIVERGED", "the loss is NaN"))))
        .isInstanceOf(RejectedException.class)
        .hasMessage("the loss is NaN");

    assertThat(calls).hasValue(1);
    assertThat(published)
        .containsExactly(
            new Published(
                StepFailed.newBuilder()
                    .setStudyId("study")
                    .setAttempt(2)
                    .setStepId(STEP)
                    .setStep("sae")
                    .setCode("TRAINING_DIVERGED")
                    .setMessage("the loss is NaN")
                    .setFailureKind("REJECTED")
                    .setService("sae-trainer")
                    .build(),
                "study",
                STEP));
  }

  @Test
  void anUnknownExceptionIsReportedAsOurFault() {
    assertThatThrownBy(() -> run(failing(new IllegalStateException("surprise"))))
        .isInstanceOf(RejectedException.class);

    assertThat(onlyFailure().getCode()).isEqualTo("INTERNAL_ERROR");
    assertThat(onlyFailure().getMessage()).contains("surprise");
  }

  @Test
  void aPassingFailureIsRetriedAndNotReported() {
    run(
        () -> {
          if (calls.get() < ATTEMPTS) {
            throw new ObjectStoreException("the store is away", true, null);
          }
        });

    assertThat(calls).hasValue(ATTEMPTS);
    assertThat(published).isEmpty();
  }

  @Test
  void aFailureThatDoesNotPassIsReportedOnce() {
    assertThatThrownBy(
            () -> run(failing(new ObjectStoreException("the store is away", true, null))))
        .isInstanceOf(RejectedException.class)
        .hasMessage("the store is away");

    assertThat(calls).hasValue(ATTEMPTS);
    assertThat(onlyFailure().getFailureKind()).isEqualTo("TRANSIENT");
    assertThat(onlyFailure().getCode()).isEqualTo("STORE_UNAVAILABLE");
  }

  @Test
  void aBrokenProcessReportsNothing() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw new OutOfMemoryError("native");
                    }))
        .isInstanceOf(FatalException.class);

    assertThat(calls).hasValue(1);
    assertThat(published).isEmpty();
  }

  @Test
  void aReportIsRetriedWhileTheBrokerIsAway() {
    brokerFailures.set(ATTEMPTS - 1);

    assertThatThrownBy(() -> run(failing(new RejectedException("BAD", "bad input"))))
        .isInstanceOf(RejectedException.class);

    assertThat(onlyFailure().getCode()).isEqualTo("BAD");
  }

  /** Refusing the record would acknowledge it, and the study would wait for ever. */
  @Test
  void aFailureThatCannotBeReportedEndsTheProcess() {
    brokerFailures.set(ATTEMPTS);

    assertThatThrownBy(() -> run(failing(new RejectedException("BAD", "bad input"))))
        .isInstanceOfSatisfying(
            FatalException.class,
            fatal -> {
              assertThat(fatal.code()).isEqualTo("FAILURE_NOT_REPORTED");
              assertThat(fatal.getCause().getSuppressed())
                  .singleElement()
                  .satisfies(failure -> assertThat(failure).hasMessage("bad input"));
            })
        .hasMessageContainingAll(STEP, "the broker is away");
    assertThat(published).isEmpty();
  }

  private StepFailed onlyFailure() {
    assertThat(published).hasSize(1);
    return (StepFailed) published.get(0).fact();
  }

  private Steps afterARestart() {
    return new Steps(
        new StepRunner(new StoreFailures(), new RetryPolicy(1, Duration.ZERO, Duration.ZERO)),
        registry,
        new Attempts(objects),
        this::publish,
        "sae-trainer");
  }

  private void die(Steps process) {
    assertThatThrownBy(
            () ->
                process.run(
                    RUN,
                    STEP,
                    "sae",
                    () -> {
                      throw new OutOfMemoryError("native");
                    }))
        .isInstanceOf(FatalException.class);
  }

  @Test
  void aStepThatKilledThreeProcessesHasFailed() {
    for (int death = 0; death < 3; death++) {
      die(afterARestart());
    }
    assertThat(published).isEmpty();

    assertThatThrownBy(() -> afterARestart().run(RUN, STEP, "sae", calls::incrementAndGet))
        .isInstanceOf(RejectedException.class);

    assertThat(calls).hasValue(0);
    assertThat(onlyFailure().getCode()).isEqualTo("PROCESS_DIED");
    assertThat(onlyFailure().getMessage()).contains("3 times", "memory");
    assertThat(objects.list("attempts/")).isEmpty();
  }

  /** The store has written the mark, but its answer was lost on the way. */
  @Test
  void aLostAnswerIsNoDeath() {
    AtomicInteger answersToLose = new AtomicInteger(2 * Attempts.DEATHS);
    ObjectStore losing =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> {
                  Object answer = method.invoke(objects, arguments);
                  if (answersToLose.getAndDecrement() > 0) {
                    throw new StoreUnavailableException("the answer was lost", null);
                  }
                  return answer;
                });
    Attempts marks = new Attempts(losing);
    while (answersToLose.get() > 0) {
      assertThatThrownBy(() -> marks.begin("study/1/step"))
          .isInstanceOf(StoreUnavailableException.class);
    }

    marks.begin("study/1/step");

    assertThat(objects.list("attempts/")).hasSize(1);
    marks.end("study/1/step");
    assertThat(objects.list("attempts/")).isEmpty();
  }

  @Test
  void whatEndsIsNotCounted() {
    die(afterARestart());
    die(afterARestart());
    run(() -> {});
    die(afterARestart());
    die(afterARestart());

    assertThatThrownBy(() -> run(failing(new RejectedException("BAD", "bad input"))))
        .isInstanceOf(RejectedException.class);

    assertThat(onlyFailure().getCode()).isEqualTo("BAD");
    assertThat(objects.list("attempts/")).isEmpty();
  }

  @Test
  void aStopIsNoDeathAndReportsNothing() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      stop.stop(Duration.ZERO);
                      stop.check();
                    }))
        .isInstanceOf(StoppedException.class);

    assertThat(published).isEmpty();
    assertThat(objects.list("attempts/")).isEmpty();
  }

  /** As long loops ask. */
  @Test
  void aStepAsksInItsMidstWhetherItIsToGoOn() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      StepProgress.check();
                      stop.stop(Duration.ZERO);
                      StepProgress.check();
                    }))
        .isInstanceOf(StoppedException.class);

    assertThat(calls).hasValue(1);
    assertThat(published).isEmpty();
  }

  /** Work that does not listen is cut off by the end of the process. */
  @Test
  void aProcessThatEndsInOrderTakesItsMarksAway() {
    run(
        () -> {
          assertThat(objects.list("attempts/")).hasSize(1);
          attempts.endedByStop();
          assertThat(objects.list("attempts/")).isEmpty();
        });
  }

  @Test
  void anOutageOfStoreOrBrokerIsWaitedFor() {
    run(
        () -> {
          if (calls.get() < 10 * ATTEMPTS) {
            throw new StoreUnavailableException("the store is away", null);
          }
        });

    assertThat(calls).hasValue(10 * ATTEMPTS);
    assertThat(published).isEmpty();
  }
}
