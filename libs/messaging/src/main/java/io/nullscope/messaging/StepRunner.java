package io.nullscope.messaging;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step: retries what may pass, and ends every other failure in a {@link StepException} of a
 * known kind.
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
  private final Pause pause;

  public StepRunner(FailureClassifier classifier, RetryPolicy retry) {
    this(classifier, retry, duration -> Thread.sleep(duration.toMillis()));
  }

  StepRunner(FailureClassifier classifier, RetryPolicy retry, Pause pause) {
    this.classifier = classifier;
    this.retry = retry;
    this.pause = pause;
  }

  /**
   * Runs a step to its end.
   *
   * @param name for the log
   * @return what the step returned
   * @throws StepException when it was rejected, is fatal, or failed transiently on every attempt
   */
  public <T> T run(String name, Supplier<T> step) {
    for (int attempt = 1; ; attempt++) {
      StepException failure;
      try {
        return step.get();
      } catch (RuntimeException | Error thrown) {
        failure = classifier.classify(thrown);
      }
      if (!(failure instanceof TransientException) || attempt == retry.attempts()) {
        throw failure;
      }
      Duration delay = retry.delayAfter(attempt);
      LOGGER
          .atWarn()
          .addKeyValue("step", name)
          .addKeyValue("attempt", attempt)
          .addKeyValue("failureCode", failure.code())
          .log("Step failed, trying again in {}: {}", delay, failure.getMessage());
      try {
        pause.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransientException(
            "INTERRUPTED", "the service was stopped while step " + name + " waited", e);
      }
    }
  }
}
