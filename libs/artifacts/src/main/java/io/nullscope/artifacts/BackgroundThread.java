package io.nullscope.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One thread for traffic with the store; it ends when this is closed. */
public final class BackgroundThread implements AutoCloseable {

  /** A call that is interrupted gives up at once; this is for one that does not listen. */
  private static final int SECONDS_TO_END = 60;

  private final ExecutorService thread;

  /** The thread starts with the first task. */
  public BackgroundThread(String name) {
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, name);
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** Begins a task when those before it are done. */
  public <T> Future<T> submit(Callable<T> task) {
    return thread.submit(task);
  }

  /**
   * The result of a task, waited for.
   *
   * @throws RuntimeException the very one that the task threw, as if the caller had done its work;
   *     unchecked if it threw an {@link IOException}
   */
  public static <T> T await(Future<T> task) {
    return StoreWait.during(
        () -> {
          try {
            return task.get();
          } catch (InterruptedException e) {
            throw interrupted(e);
          } catch (ExecutionException e) {
            throw thrownBy(e);
          }
        });
  }

  /** Marks the calling thread as interrupted again. */
  static ObjectStoreException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new ObjectStoreException("Waiting for the object store was interrupted", true, cause);
  }

  private static RuntimeException thrownBy(ExecutionException failure) {
    if (failure.getCause() instanceof Error error) {
      throw error;
    }
    if (failure.getCause() instanceof IOException exception) {
      return new UncheckedIOException(exception);
    }
    return failure.getCause() instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(failure.getCause());
  }

  /** Drops what has not begun, interrupts what has, and waits for the thread's end. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
