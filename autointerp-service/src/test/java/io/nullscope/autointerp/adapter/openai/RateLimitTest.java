package io.nullscope.autointerp.adapter.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private final Deque<CompletableFuture<Void>> pauses = new ArrayDeque<>();
  private final RateLimit limit =
      new RateLimit(
          duration -> {
            pauses.add(new CompletableFuture<>());
            return pauses.getLast();
          });

  @Test
  void holdsNothingBackUnasked() {
    assertThat(limit.open()).isDone();
  }

  @Test
  void holdsEveryRequestBackUntilTheTimeIsOver() {
    limit.hold(Duration.ofSeconds(1));
    CompletableFuture<Void> first = limit.open();
    CompletableFuture<Void> second = limit.open();

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    pauses.remove().complete(null);
    assertThat(first).isDone();
    assertThat(second).isDone();
    assertThat(limit.open()).isDone();
  }

  @Test
  void theLongestTimeCounts() {
    limit.hold(Duration.ofSeconds(5));
    CompletableFuture<Void> waiting = limit.open();
    limit.hold(Duration.ofSeconds(1));

    pauses.removeLast().complete(null);
    assertThat(waiting).isNotDone();
    pauses.remove().complete(null);
    assertThat(waiting).isDone();
  }

  @Test
  void whatIsAskedForMeanwhileCountsToo() {
    limit.hold(Duration.ofSeconds(1));
    CompletableFuture<Void> waiting = limit.open();
    limit.hold(Duration.ofSeconds(5));

    pauses.remove().complete(null);
    assertThat(waiting).isNotDone();
    pauses.remove().complete(null);
    assertThat(waiting).isDone();
  }
}
