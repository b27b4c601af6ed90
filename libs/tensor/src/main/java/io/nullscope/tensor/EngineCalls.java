package io.nullscope.tensor;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Calls of the engine that the end of the process must not cut into. When a process ends, the
 * native library is torn down while other threads may still compute with it, which crashes. So the
 * end waits for the calls under way and lets no more begin.
 */
final class EngineCalls {

  /** A call of a kernel is one step of a training or one forward pass. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  /** Fair, so that new calls wait behind whoever wants to stop. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** The calls of this process. */
  static final EngineCalls OF_PROCESS = new EngineCalls();

  /**
   * Stops the calls when the process ends.
   *
   * @param first done before
   */
  void stopAtExit(Runnable first) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  first.run();
                  stop(LONGEST_CALL);
                },
                "engine-calls"));
  }

  /** Makes a call; once the calls have been stopped, the calling thread waits for ever. */
  <T> T call(Supplier<T> call) {
    lock.readLock().lock();
    try {
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Waits for the calls under way and lets no more begin. For one thread, once.
   *
   * @return false when a call took longer than the limit
   */
  boolean stop(Duration limit) {
    try {
      return lock.writeLock().tryLock(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
