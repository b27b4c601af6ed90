package io.nullscope.service;

import io.nullscope.messaging.StepProgress;
import io.nullscope.v1.StepProgressed;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Publishes how far one step is, rarely enough for steps that look up after every batch. */
final class ProgressFacts implements StepProgress.Listener {

  /** Also the time after which a step counts as long. */
  static final long INTERVAL_NANOSECONDS = 5_000_000_000L;

  private final StudyRun run;
  private final String stepId;
  private final Facts facts;
  private final LongSupplier clock;
  private final AtomicLong last;

  /**
   * Begins to listen.
   *
   * @param clock as {@link System#nanoTime}
   */
  ProgressFacts(StudyRun run, String stepId, Facts facts, LongSupplier clock) {
    this.run = run;
    this.stepId = stepId;
    this.facts = facts;
    this.clock = clock;
    this.last = new AtomicLong(clock.getAsLong());
  }

  @Override
  public void at(long done, long total, String unit) {
    long now = clock.getAsLong();
    long before = last.get();
    if (now - before < INTERVAL_NANOSECONDS || !last.compareAndSet(before, now)) {
      return;
    }
    facts.offer(
        StepProgressed.newBuilder()
            .setStudyId(run.studyId())
            .setAttempt(run.attempt())
            .setStepId(stepId)
            .setDone(done)
            .setTotal(total)
            .setUnit(unit)
            .build(),
        run.studyId(),
        stepId);
  }
}
