package io.nullscope.service;

import io.nullscope.artifacts.ObjectStoreException;
import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StepRunner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells how far one step is, and ends it when the process is to end or the study is cancelled. A
 * cancellation is looked for every two seconds, in the store; one that does not answer is no reason
 * to end.
 */
final class WatchedStep implements StepProgress.Listener {

  static final long PERIOD = TimeUnit.SECONDS.toNanos(2);

  private final StudyRun run;
  private final StepRunner runner;
  private final StudyRegistry registry;
  private final StepProgress.Listener progress;
  private final LongSupplier clock;
  private final AtomicLong nextLook;

  /** All threads of the step end, not only the one that looked. */
  private volatile boolean cancelled;

  /**
   * Begins to watch.
   *
   * @param progress hears how far the step is
   * @param clock as {@link System#nanoTime}
   */
  WatchedStep(
      StudyRun run,
      StepRunner runner,
      StudyRegistry registry,
      StepProgress.Listener progress,
      LongSupplier clock) {
    this.run = run;
    this.runner = runner;
    this.registry = registry;
    this.progress = progress;
    this.clock = clock;
    this.nextLook = new AtomicLong(clock.getAsLong() + PERIOD);
  }

  @Override
  public void at(long done, long total, String unit) {
    progress.at(done, total, unit);
  }

  @Override
  public void check() {
    runner.checkStop();
    long now = clock.getAsLong();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + PERIOD)) {
      cancelled = isCancelled();
    }
    if (cancelled) {
      throw new RejectedException(
          Steps.CANCELLED, "the step was stopped because the study was cancelled");
    }
  }

  private boolean isCancelled() {
    try {
      return registry.isCancelled(run);
    } catch (ObjectStoreException away) {
      return cancelled;
    }
  }
}
