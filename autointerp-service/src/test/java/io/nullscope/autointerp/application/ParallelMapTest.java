package io.nullscope.autointerp.application;

import static io.nullscope.autointerp.application.SyntheticStudy.BOTH;
import static io.nullscope.autointerp.application.SyntheticStudy.CORPUS;
import static io.nullscope.autointerp.application.SyntheticStudy.EXPLAINER;
import static io.nullscope.autointerp.application.SyntheticStudy.NO_DECODER;
import static io.nullscope.autointerp.application.SyntheticStudy.NO_EMBEDDINGS;
import static io.nullscope.autointerp.application.SyntheticStudy.indicators;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.autointerp.domain.NegativeKind;
import io.nullscope.autointerp.domain.ScoredLatents;
import io.nullscope.autointerp.domain.Scorer;
import io.nullscope.autointerp.domain.SeededStreams;
import io.nullscope.autointerp.domain.SplitRule;
import io.nullscope.messaging.StepProgress;
import io.nullscope.messaging.StoppedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelMapTest {

  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }

  @Test
  void resultsAreInTheOrderOfTheItemsAndSeveralRunAtOnce() {
    CountDownLatch four = new CountDownLatch(4);
    assertThat(
            new ParallelMap(threads)
                .map(
                    List.of(1, 2, 3, 4, 5, 6),
                    i -> {
                      four.countDown();
                      await(four);
                      return 10 * i;
                    }))
        .containsExactly(10, 20, 30, 40, 50, 60);
  }

  @Test
  void theFirstExceptionIsThrownAndTheRestIsCancelled() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(3);
    CountDownLatch interrupted = new CountDownLatch(3);
    AtomicInteger calls = new AtomicInteger();
    IllegalStateException failure = new IllegalStateException("broken");

    assertThatThrownBy(
            () ->
                new ParallelMap(threads)
                    .map(
                        IntStream.range(0, 100).boxed().toList(),
                        i -> {
                          calls.incrementAndGet();
                          if (i == 3) {
                            await(started);
                            throw failure;
                          }
                          started.countDown();
                          try {
                            never.await();
                          } catch (InterruptedException e) {
                            interrupted.countDown();
                          }
                          return i;
                        }))
        .isSameAs(failure);
    await(interrupted);
    // A worker may take one more before it is cancelled.
    assertThat(calls.get()).isLessThan(100);
  }

  /** While a language model has not answered yet. */
  @Test
  void aStepThatIsToEndCancelsWhatIsUnderWay() {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    StepProgress.Listener ending =
        new StepProgress.Listener() {
          @Override
          public void at(long done, long total, String unit) {
            // Not of interest.
          }

          @Override
          public void check() {
            if (started.getCount() == 0) {
              throw new StoppedException("the service was told to stop");
            }
          }
        };

    assertThatThrownBy(
            () ->
                StepProgress.tell(
                    ending,
                    () ->
                        new ParallelMap(threads)
                            .map(
                                List.of(1),
                                i -> {
                                  started.countDown();
                                  try {
                                    never.await();
                                  } catch (InterruptedException e) {
                                    interrupted.countDown();
                                  }
                                  return i;
                                })))
        .isInstanceOf(StoppedException.class);
    await(interrupted);
  }

  @Test
  void anInterruptedCallerCancels() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> new ParallelMap(threads).map(List.of(1), i -> i))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void scoresDoNotDependOnTheExecutor() {
    List<Runnable> waiting = new ArrayList<>();
    AtomicInteger submitted = new AtomicInteger();
    // Runs what it is given in batches of six, last first.
    Executor backwards =
        task -> {
          waiting.add(task);
          if (submitted.incrementAndGet() % 6 == 0) {
            Collections.reverse(waiting);
            waiting.forEach(Runnable::run);
            waiting.clear();
          }
        };
    ScoredLatents inOrder = score(Runnable::run);
    assertThat(score(threads)).isEqualTo(inOrder);
    assertThat(score(backwards)).isEqualTo(inOrder);
  }

  private static ScoredLatents score(Executor executor) {
    ScoringSettings settings =
        new ScoringSettings(
            6,
            16,
            60,
            new SplitRule(40, 50, 50, 0),
            List.of(BOTH.get(0), BOTH.get(1), Scorer.INTRUDER, Scorer.SIMULATION),
            List.of(NegativeKind.RANDOM, NegativeKind.SAME_TOKEN, NegativeKind.CO_ACTIVE));
    return new ScoreLatents(settings, Panel.lexical(EXPLAINER), NO_DECODER, NO_EMBEDDINGS, executor)
        .score(CORPUS, indicators(6), new SeededStreams(8));
  }
}
