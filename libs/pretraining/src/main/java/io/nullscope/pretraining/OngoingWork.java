package io.nullscope.pretraining;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Pieces of work that the end of the process must not cut into. When a process ends, the engine's
 * native library is torn down while other threads may still compute with it, which crashes.
 */
final class OngoingWork {

  /** Fair, so that new pieces wait behind whoever wants to stop. */
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** A piece of work of seconds at most. */
  @FunctionalInterface
  interface Piece<T, E extends Exception> {
    T done() throws E;
  }

  /** Does a piece of work; once the work has been stopped, the calling thread waits for ever. */
  <T, E extends Exception> T piece(Piece<T, E> piece) throws E {
    lock.readLock().lock();
    try {
      return piece.done();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Waits for the pieces that are being done and lets no more begin. For one thread, once.
   *
   * @return false when a piece took longer than the limit
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
