package io.nullscope.autointerp.adapter.openai;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds back every request to a server that has asked for time, not only the one that it refused:
 * with many requests at a time the others would use up their attempts against the same limit.
 */
final class RateLimit {

  private final Pause pause;
  private final AtomicReference<CompletableFuture<Void>> gate =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  RateLimit(Pause pause) {
    this.pause = pause;
  }

  /** Holds requests back for this time from now, or longer if they are held back already. */
  void hold(Duration time) {
    CompletableFuture<Void> over = pause.of(time);
    gate.updateAndGet(before -> CompletableFuture.allOf(before, over));
  }

  /** Completes when nothing holds requests back, with what is asked for meanwhile. */
  CompletableFuture<Void> open() {
    CompletableFuture<Void> now = gate.get();
    return now.isDone() ? CompletableFuture.completedFuture(null) : now.thenCompose(over -> open());
  }
}
