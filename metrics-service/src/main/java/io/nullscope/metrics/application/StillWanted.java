package io.nullscope.metrics.application;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends long work on an attempt at a study when the study is cancelled or run again, here or by
 * another process. May be asked before every small piece of work, by several threads: it looks once
 * a second.
 */
final class StillWanted implements Runnable {

  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final ReadModel readModel;
  private final String studyId;
  private final int attempt;
  private final Runnable stop;
  private final AtomicLong nextLook = new AtomicLong(System.nanoTime());

  /** All threads end for the same reason, not only the one that looked. */
  private volatile RuntimeException end;

  /**
   * Watches an attempt.
   *
   * @param stop asked as often as the read model; what it throws ends the work, too
   */
  StillWanted(ReadModel readModel, String studyId, int attempt, Runnable stop) {
    this.readModel = readModel;
    this.studyId = studyId;
    this.attempt = attempt;
    this.stop = stop;
  }

  /** The attempt is not the current one any more, is cancelled, or is another process's. */
  static final class NotWantedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    long due = nextLook.get();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + PERIOD)) {
      try {
        stop.run();
        requireWanted();
      } catch (RuntimeException e) {
        end = e;
      }
    }
    RuntimeException reason = end;
    if (reason != null) {
      throw reason;
    }
  }

  private void requireWanted() {
    boolean wanted =
        readModel
            .snapshot(tables -> tables.studies().find(studyId))
            .filter(study -> study.attempt() == attempt)
            .filter(study -> !study.state().abandoned())
            .isPresent();
    if (!wanted) {
      throw new NotWantedException();
    }
  }
}
