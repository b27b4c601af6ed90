package io.nullscope.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineCallsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final EngineCalls calls = new EngineCalls();

  @Test
  void stoppingWaitsForTheCallUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture.runAsync(
        () ->
            calls.call(
                () -> {
                  begun.countDown();
                  done.set(awaited(finish));
                  return null;
                }));
    begun.await();
    assertThat(CompletableFuture.supplyAsync(() -> calls.stop(Duration.ofMillis(1))).get())
        .as("stopped while a call was under way")
        .isFalse();
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> calls.stop(LONG) && done.get());
    finish.countDown();
    assertThat(stopped.get()).as("stopped after the call").isTrue();
  }

  @Test
  void noCallBeginsAfterwards() throws Exception {
    assertThat(CompletableFuture.supplyAsync(() -> calls.stop(LONG)).get()).isTrue();
    CountDownLatch begun = new CountDownLatch(1);
    Thread late =
        new Thread(
            () ->
                calls.call(
                    () -> {
                      begun.countDown();
                      return null;
                    }));
    late.setDaemon(true);
    late.start();
    assertThat(begun.await(100, TimeUnit.MILLISECONDS)).isFalse();
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
