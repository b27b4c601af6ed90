package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepRunnerTest {

  private final List<Duration> waits = new ArrayList<>();
  private final StopSignal stop = new StopSignal();
  private final StepRunner runner =
      new StepRunner(
          FailureClassifier::unexpected,
          new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3)),
          stop,
          waits::add);

  @Test
  void returnsWhatTheStepReturns() {
    assertThat(runner.run("step", () -> "done")).isEqualTo("done");
    assertThat(waits).isEmpty();
  }

  @Test
  void triesATransientFailureAgainWithGrowingWaits() {
    AtomicInteger calls = new AtomicInteger();

    String result =
        runner.run(
            "step",
            () -> {
              if (calls.incrementAndGet() < 4) {
                throw new TransientException("STORE", "the store is away");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      calls.incrementAndGet();
                      throw new TransientException("STORE", "the store is away");
                    }))
        .isInstanceOf(TransientException.class)
        .hasMessage("the store is away");
    assertThat(calls).hasValue(4);
  }

  @Test
  void waitsForAnOutageHoweverLongItIs() {
    AtomicInteger calls = new AtomicInteger();

    String result =
        runner.run(
            "step",
            () -> {
              if (calls.incrementAndGet() < 200) {
                throw new UnavailableException("STORE", "the store is away");
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(waits).hasSize(199).endsWith(Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  /** An outage in between is not counted. */
  @Test
  void countsTheFailuresThatAreNoOutage() {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      if (calls.incrementAndGet() % 2 == 0) {
                        throw new UnavailableException("STORE", "the store is away");
                      }
                      throw new TransientException("IO", "the stream broke");
                    }))
        .isInstanceOf(TransientException.class);
    assertThat(calls).hasValue(7);
  }

  @Test
  void aStopEndsTheWaitingAndIsNoFailureOfTheRecord() {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      if (calls.incrementAndGet() == 3) {
                        stop.stop(Duration.ZERO);
                      }
                      throw new UnavailableException("STORE", "the store is away");
                    }))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("the store is away");
    assertThat(calls).hasValue(3);
  }

  /** The engine, the store and the database go away in a process that ends. */
  @Test
  void whatFailsInAStoppingProcessSaysNothingAboutTheRecord() {
    stop.stop(Duration.ZERO);

    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      throw new IllegalStateException("closed");
                    }))
        .isInstanceOf(StoppedException.class);
  }

  @Test
  void aMessageFitsIntoAFact() {
    assertThat(new RejectedException("BAD", "x".repeat(145_000)).getMessage())
        .hasSizeLessThan(4_100)
        .endsWith("x… and 141000 more characters");
  }

  @Test
  void doesNotRepeatWhatWillNeverWork() {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      calls.incrementAndGet();
                      throw new RejectedException("BAD", "bad input");
                    }))
        .isInstanceOf(RejectedException.class);
    assertThat(calls).hasValue(1);
  }

  @Test
  void namesAnUnknownExceptionAsOurFault() {
    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      throw new IllegalStateException("surprise");
                    }))
        .isInstanceOfSatisfying(
            RejectedException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("INTERNAL_ERROR");
              assertThat(failure)
                  .hasMessageContaining("surprise")
                  .hasRootCauseInstanceOf(IllegalStateException.class);
            });
  }

  @Test
  void anErrorOfTheVirtualMachineIsFatal() {
    assertThatThrownBy(
            () ->
                runner.run(
                    "step",
                    () -> {
                      throw new UnsatisfiedLinkError("libtorch");
                    }))
        .isInstanceOf(FatalException.class)
        .hasMessageContaining("libtorch");
  }
}
