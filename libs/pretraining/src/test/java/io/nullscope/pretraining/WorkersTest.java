package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {

  @Test
  void aFailureIsThrownOnlyWhenAllTasksHaveEnded() {
    CountDownLatch failed = new CountDownLatch(1);
    AtomicBoolean secondEnded = new AtomicBoolean();
    try (Workers workers = new Workers(2)) {
      Future<Integer> first =
          workers.submit(
              () -> {
                failed.countDown();
                throw new OutOfMemoryError("native");
              });
      Future<Integer> second =
          workers.submit(
              () -> {
                failed.await();
                secondEnded.set(true);
                return 2;
              });
      assertThatThrownBy(() -> Workers.results(List.of(first, second)))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(secondEnded).isTrue();
    }
  }

  @Test
  void closingEndsWhatIsNoLongerWantedAndWaitsForIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    try (Workers workers = new Workers(1)) {
      workers.submit(
          () -> {
            begun.countDown();
            try {
              while (true) {
                Workers.requireWanted();
                Thread.onSpinWait();
              }
            } catch (CancellationException e) {
              ended.set(true);
            }
            return null;
          });
      begun.await();
    }
    assertThat(ended).isTrue();
  }
}
