package io.nullscope.trainer.application;

import io.nullscope.messaging.StopSignal;
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

  /** Looks every so often, reminds every so often, and ends with the process. */
  public static Patience of(Duration look, Duration reminder, StopSignal stop) {
    return new Patience(
        () -> {
          stop.pause(look);
          stop.check();
        },
        Math.toIntExact(Math.max(1, reminder.toMillis() / look.toMillis())));
  }
}
