package io.nullscope.messaging;

import java.time.Duration;

/**
 * Bounded retry with exponential back-off.
 *
 * @param attempts how often a step is tried, at least 1
 * @param firstDelay wait after the first failure; doubles each time
 * @param longestDelay upper limit of the wait
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration longestDelay) {

  /** Waits 45 s in all; an outage has no limit, only the same delays. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(8, Duration.ofMillis(500), Duration.ofSeconds(15));

  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
  }

  /** Wait after failure number {@code failures}, counted from 1. */
  Duration delayAfter(int failures) {
    Duration delay = firstDelay.multipliedBy(1L << Math.min(failures - 1, 30));
    return delay.compareTo(longestDelay) > 0 ? longestDelay : delay;
  }
}
