package io.nullscope.trainer.application;

import java.time.Duration;

/**
 * How to wait for a shard.
 *
 * @param pause between two looks
 * @param looks after so many in vain, the writer is told again where the trainings are
 */
public record Patience(Pause pause, int looks) {

  /** Waits a moment. */
  @FunctionalInterface
  public interface Pause {
    void await() throws InterruptedException;
  }

  /** Looks every so often, and reminds every so often. */
  public static Patience of(Duration look, Duration reminder) {
    return new Patience(
        () -> Thread.sleep(look.toMillis()),
        Math.toIntExact(Math.max(1, reminder.toMillis() / look.toMillis())));
  }
}
