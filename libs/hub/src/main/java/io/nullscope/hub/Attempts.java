package io.nullscope.hub;

import java.time.Duration;
import java.util.function.Supplier;

/** Repeats requests that may pass, with growing waits or as long as the Hub asks to wait. */
final class Attempts {

  private static final int LIMIT = 5;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** Waits; replaced in tests. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** A failure that the same request may not meet again. */
  static final class Passing extends RuntimeException {
    private final Duration askedWait;
    private final boolean progressed;

    /**
     * @param askedWait how long the Hub asks to wait; zero when it does not
     * @param progressed whether bytes arrived, so that the count of attempts starts again
     */
    Passing(String problem, Throwable cause, Duration askedWait, boolean progressed) {
      super(problem, cause);
      this.askedWait = askedWait;
      this.progressed = progressed;
    }
  }

  private final Pause pause;
  private final DownloadListener listener;

  Attempts(Pause pause, DownloadListener listener) {
    this.pause = pause;
    this.listener = listener;
  }

  /**
   * Runs a request until it passes.
   *
   * @throws HubException UNAVAILABLE when it failed {@link #LIMIT} times in a row
   */
  <T> T run(String what, Supplier<T> request) {
    Duration wait = FIRST_WAIT;
    int failures = 0;
    while (true) {
      try {
        return request.get();
      } catch (Passing failure) {
        if (failure.progressed) {
          failures = 0;
          wait = FIRST_WAIT;
        }
        failures++;
        if (failures == LIMIT) {
          throw new HubException(
              HubException.Reason.UNAVAILABLE,
              "%s: %s, %d times in a row; what arrived is kept"
                  .formatted(what, failure.getMessage(), LIMIT),
              failure);
        }
        listener.retrying(what, failure.getMessage());
        sleep(what, longer(wait, failure.askedWait));
        wait = wait.multipliedBy(2);
      }
    }
  }

  private static Duration longer(Duration wait, Duration asked) {
    Duration longer = asked.compareTo(wait) > 0 ? asked : wait;
    return longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
  }

  private void sleep(String what, Duration duration) {
    try {
      pause.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HubException(HubException.Reason.UNAVAILABLE, what + ": interrupted", e);
    }
  }
}
