package io.nullscope.artifacts;

/**
 * How long a thread has stood still for the object store: for its own calls, for the digests that
 * belong to them, and for background work that it needed and that was not done yet. What goes on in
 * the background meanwhile is not in it. Each thread has its own count, so a step that runs on one
 * thread reads what it waited itself.
 */
public final class StoreWait {

  private static final ThreadLocal<StoreWait> OF_THIS_THREAD =
      ThreadLocal.withInitial(StoreWait::new);

  private long nanoseconds;
  private boolean waiting;

  private StoreWait() {}

  /** All the waiting of the calling thread so far. */
  public static long nanoseconds() {
    return OF_THIS_THREAD.get().nanoseconds;
  }

  /** Something to wait for. */
  @FunctionalInterface
  interface Call<T, E extends Exception> {
    T run() throws E;
  }

  /** Runs a call and counts its time; a call within a call is counted once. */
  static <T, E extends Exception> T during(Call<T, E> call) throws E {
    StoreWait wait = OF_THIS_THREAD.get();
    if (wait.waiting) {
      return call.run();
    }
    wait.waiting = true;
    long start = System.nanoTime();
    try {
      return call.run();
    } finally {
      wait.nanoseconds += System.nanoTime() - start;
      wait.waiting = false;
    }
  }
}
