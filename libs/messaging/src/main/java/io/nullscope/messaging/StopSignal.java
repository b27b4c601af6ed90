package io.nullscope.messaging;

import java.time.Duration;

/**
 * Tells the work of a process that it is to end. Who waits is woken; who computes for long asks now
 * and then, brings its work to safety and throws {@link StoppedException}.
 */
public final class StopSignal {
  private boolean stopped;
  private int working;

  public synchronized boolean isStopped() {
    return stopped;
  }

  /**
   * For work that loses nothing when it is left where it is.
   *
   * @throws StoppedException when the process is to end
   */
  public void check() {
    if (isStopped()) {
      throw new StoppedException("the service was told to stop");
    }
  }

  /**
   * Waits, but no longer than until the stop.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public synchronized void pause(Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); !stopped && left > 0; left = end - System.nanoTime()) {
      wait(roundedUp(left));
    }
  }

  /** Takes up a record; false when none may be taken up any more. */
  synchronized boolean begin() {
    if (!stopped) {
      working++;
    }
    return !stopped;
  }

  /** A record is done with, one way or another. */
  synchronized void end() {
    working--;
    notifyAll();
  }

  /**
   * Lets no more records begin and waits for those under way.
   *
   * @return false when they took longer than the limit, or the thread was interrupted
   */
  public synchronized boolean stop(Duration limit) {
    stopped = true;
    notifyAll();
    long end = System.nanoTime() + limit.toNanos();
    try {
      for (long left = limit.toNanos(); working > 0 && left > 0; left = end - System.nanoTime()) {
        wait(roundedUp(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return working == 0;
  }

  private static long roundedUp(long nanoseconds) {
    return nanoseconds / 1_000_000 + 1;
  }
}
