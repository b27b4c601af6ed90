package io.nullscope.messaging;

/**
 * How far the step is that a thread runs, and whether it is to go on. Bound to the thread, as the
 * context of a logger is, so that loops over tokens and batches can tell and ask without knowing
 * who listens; where no step runs, nobody does.
 */
public final class StepProgress {
  private static final Listener NOBODY = (done, total, unit) -> {};

  private static final ThreadLocal<Listener> CURRENT = ThreadLocal.withInitial(() -> NOBODY);

  private StepProgress() {}

  /** Hears how far a step is; called often, on any thread, and must not block. */
  @FunctionalInterface
  public interface Listener {

    /**
     * So much of the step is done.
     *
     * @param total may be an estimate
     * @param unit what is counted, in the plural: {@code tokens}
     */
    void at(long done, long total, String unit);

    /**
     * Ends a step that nobody wants any more; asked often, on any thread.
     *
     * @throws StoppedException when the process is to end
     * @throws RejectedException when the study is cancelled
     */
    default void check() {}
  }

  /** Tells whoever listens to the step of this thread. */
  public static void at(long done, long total, String unit) {
    current().at(done, total, unit);
  }

  /**
   * For long work that loses nothing but time when it ends here: asks whether the step of this
   * thread is to go on.
   *
   * @throws StoppedException when the process is to end
   * @throws RejectedException when the study is cancelled
   */
  public static void check() {
    current().check();
  }

  /** The listener of this thread's step, for work that other threads do for it. */
  public static Listener current() {
    return CURRENT.get();
  }

  /** Runs a step with a listener. */
  public static void tell(Listener listener, Runnable step) {
    CURRENT.set(listener);
    try {
      step.run();
    } finally {
      CURRENT.remove();
    }
  }
}
