package io.nullscope.messaging;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step: retries what may pass, without an end while what every step needs is away, and ends
 * every other failure in a {@link StepException} of a known kind.
 */
public final class StepRunner {

  private static final Logger LOGGER = LoggerFactory.getLogger(StepRunner.class);

  /** Waits between attempts; replaced in tests. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final FailureClassifier classifier;
  private final RetryPolicy retry;
  private final StopSignal stop;
  private final Pause pause;

  /** A runner that nobody stops. */
  public StepRunner(FailureClassifier classifier, RetryPolicy retry) {
    this(classifier, retry, new StopSignal());
  }

  public StepRunner(FailureClassifier classifier, RetryPolicy retry, StopSignal stop) {
    this(classifier, retry, stop, stop::pause);
  }

  StepRunner(FailureClassifier classifier, RetryPolicy retry, StopSignal stop, Pause pause) {
    this.classifier = classifier;
    this.retry = retry;
    this.stop = stop;
    this.pause = pause;
  }

  /**
   * Runs a step to its end.
   *
   * @param name for the log
   * @return what the step returned
   * @throws StepException when it was rejected, is fatal, failed transiently on every attempt, or
   *     was stopped; never an {@link UnavailableException}
   */
  public <T> T run(String name, Supplier<T> step) {
    int failures = 0;
    int outages = 0;
    while (true) {
      StepException failure;
      try {
        return step.get();
      } catch (RuntimeException | Error thrown) {
        failure = classifier.classify(thrown);
        if (failure != thrown && failure.code().equals(FailureClassifier.INTERNAL_ERROR)) {
          LOGGER.atError().addKeyValue("step", name).setCause(thrown).log("Unexpected failure");
        }
      }
      if (stop.isStopped()) {
        // What the step uses may be gone already: this says nothing about the record.
        throw failure instanceof StoppedException ? failure : stopped(name, failure);
      }
      boolean outage = failure instanceof UnavailableException;
      if (outage) {
        outages++;
      } else if (!(failure instanceof TransientException) || ++failures == retry.attempts()) {
        throw failure;
      }
      awaitNext(name, failure, retry.delayAfter(outage ? outages : failures));
    }
  }

  /**
   * For work in the middle of a step that loses nothing when it is left where it is.
   *
   * @throws StoppedException when the process is to end
   */
  public void checkStop() {
    stop.check();
  }

  private void awaitNext(String name, StepException failure, Duration delay) {
    LOGGER
        .atWarn()
        .addKeyValue("step", name)
        .addKeyValue("failureCode", failure.code())
        .log("Step failed, trying again in {}: {}", delay, failure.getMessage());
    try {
      pause.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped(name, failure);
    }
    if (stop.isStopped()) {
      throw stopped(name, failure);
    }
  }

  private static StoppedException stopped(String name, StepException failure) {
    return new StoppedException(
        name + " was stopped; the last failure was: " + failure.getMessage(), failure);
  }
}
