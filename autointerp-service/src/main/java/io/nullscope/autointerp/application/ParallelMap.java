package io.nullscope.autointerp.application;

import io.nullscope.messaging.StepProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Applies a function to many items at a time, as long as the step is wanted. */
final class ParallelMap {

  /** How soon an end of the step is noticed while no item gets ready. */
  private static final long LOOK_MILLISECONDS = 200;

  private final Executor executor;

  ParallelMap(Executor executor) {
    this.executor = executor;
  }

  /**
   * The results in the order of the items, whatever the order in which they are ready. The first
   * exception is thrown as it is; the items that are not done then are cancelled. So they are when
   * the step is to end.
   *
   * @throws CancellationException if this thread is interrupted while it waits
   */
  <T, R> List<R> map(List<T> items, Function<T, R> function) {
    CompletionService<R> completion = new ExecutorCompletionService<>(executor);
    List<Future<R>> futures = new ArrayList<>();
    try {
      for (T item : items) {
        futures.add(completion.submit(() -> function.apply(item)));
      }
      for (int i = 0; i < items.size(); i++) {
        next(completion).get();
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while latents were explained and judged");
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static <R> Future<R> next(CompletionService<R> completion) throws InterruptedException {
    while (true) {
      StepProgress.check();
      Future<R> ready = completion.poll(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
      if (ready != null) {
        return ready;
      }
    }
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    // A function declares no checked exceptions.
    return (RuntimeException) cause;
  }
}
