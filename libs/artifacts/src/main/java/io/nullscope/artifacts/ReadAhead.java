package io.nullscope.artifacts;

import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Reads the next item in the background while one is in use: two are in memory at a time. */
public final class ReadAhead {

  private ReadAhead() {}

  /** Uses an item. */
  @FunctionalInterface
  public interface Use<T, E extends Exception> {

    /**
     * Takes the item of a number.
     *
     * @throws E which ends the reading
     */
    void accept(int index, T item) throws E;
  }

  /**
   * Reads items 0 to {@code count} - 1 and hands them over in that order, on the calling thread.
   *
   * @param read called in the background; what it throws is thrown here when its item is due
   */
  public static <T, E extends Exception> void forEach(int count, IntFunction<T> read, Use<T, E> use)
      throws E {
    try (BackgroundThread thread = new BackgroundThread("read-ahead")) {
      Future<T> next = count > 0 ? thread.submit(() -> read.apply(0)) : null;
      for (int i = 0; i < count; i++) {
        T item = BackgroundThread.await(next);
        int following = i + 1;
        next = following < count ? thread.submit(() -> read.apply(following)) : null;
        use.accept(i, item);
      }
    }
  }
}
