package io.nullscope.cli.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often a child may be restarted before something is so wrong that restarting does not help.
 */
final class RestartLimit {
  private final int restarts;
  private final Duration window;
  private final Deque<Instant> recent = new ArrayDeque<>();

  RestartLimit(int restarts, Duration window) {
    this.restarts = restarts;
    this.window = window;
  }

  /**
   * Takes note of a death. False when the child may not be restarted: there were {@code restarts}
   * already in the window that ends now.
   */
  boolean tryRestart(Instant now) {
    while (!recent.isEmpty() && recent.peekFirst().isBefore(now.minus(window))) {
      recent.removeFirst();
    }
    if (recent.size() >= restarts) {
      return false;
    }
    recent.addLast(now);
    return true;
  }

  @Override
  public String toString() {
    return "more than " + restarts + " times in " + window.toSeconds() + " s";
  }
}
