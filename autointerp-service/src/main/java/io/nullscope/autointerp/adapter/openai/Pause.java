package io.nullscope.autointerp.adapter.openai;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits without holding a thread. */
@FunctionalInterface
public interface Pause {

  /** Real time. */
  Pause REAL =
      duration ->
          CompletableFuture.runAsync(
              () -> {},
              CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS));

  /** Completes when the time is over. */
  CompletableFuture<Void> of(Duration duration);
}
